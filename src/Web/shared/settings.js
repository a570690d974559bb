// What the gateway says about this installation: whether the demo city's people are here, and where map tiles come from.
/** @type {{ demo: boolean, tiles: string, tilesBy: string }} */
export const settings = { demo: false, tiles: '', tilesBy: '' };

export async function readSettings() {
  const answer = await fetch('/web/settings.json').catch(() => undefined);
  if (answer?.ok) Object.assign(settings, await answer.json());
}
