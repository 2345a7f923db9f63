"""Kill -9 of every process of a house while people join and are looked up: nothing is lost."""
