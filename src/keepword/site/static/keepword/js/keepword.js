// Everything works without this file; each part makes one thing smoother.
import { keepPlace } from "./place.js";
import { followContents } from "./contents.js";
import { openBeside } from "./sheet.js";
import { answerLive } from "./live.js";
import { unfoldForPrint } from "./unfold.js";

keepPlace();
followContents();
openBeside();
answerLive();
unfoldForPrint();
