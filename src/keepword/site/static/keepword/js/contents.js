// Marks the section being read in the contents beside the policy.
export function followContents() {
  const links = new Map(
    [...document.querySelectorAll(".side .contents a")].map((a) => [a.hash.slice(1), a]),
  );
  if (links.size === 0) return;
  const sections = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
  const mark = () => {
    const line = innerHeight / 3;
    const read = sections.filter((s) => s.getBoundingClientRect().top < line).at(-1);
    for (const [id, a] of links) {
      if (read?.id === id) a.setAttribute("aria-current", "true");
      else a.removeAttribute("aria-current");
    }
  };
  let waiting = false;
  const soon = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      mark();
    });
  };
  addEventListener("scroll", soon, { passive: true });
  mark();
}
