// The parts of the window that are read when they are first needed: read before a test begins, so that it need not wait.
const parts = import.meta.glob(["../src/views/*View.svelte", "../src/parts/watchlists/*.svelte"]);

export async function readAllParts(): Promise<void> {
  await Promise.all(Object.values(parts).map((bring) => bring()));
}
