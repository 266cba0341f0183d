// The parts of the window that are read when they are first needed: read before a test begins, so that it need not wait.
import "../src/App.svelte";

export { prepareAll as readAllParts } from "../src/state/later.svelte";
