// Small helps. Every page works without them.
import { watchSession } from "./session.js";
import { showSaving } from "./autosave.js";
import { offerCopy } from "./copy.js";
import { foldOnPhone } from "./fold.js";
import { countCharacters } from "./limits.js";

if (window.DKFDS) window.DKFDS.init();
countCharacters(document);
const summary = document.getElementById("error-summary");
if (summary) summary.focus();
watchSession(document.getElementById("session-dialog"));
showSaving(document);
offerCopy(document);
foldOnPhone(document);
