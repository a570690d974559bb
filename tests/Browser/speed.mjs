// How fast the screens are on a weak device: node speed.mjs <gateway>. The processor is slowed four times. Of each screen the first load (what was
// sent, first and largest contentful paint), and of every click and key how long until the next paint (INP counts the slowest).
import { gateway } from './people.mjs';
import { browser } from './tools.mjs';

const tools = await browser();
if (tools.missing) throw new Error(tools.missing);
const chromium = await tools.launch();

const watch = () => {
  globalThis.interactions = [];
  new PerformanceObserver(list => list.getEntries().forEach(one => one.interactionId && globalThis.interactions.push([one.name, one.duration])))
    .observe({ type: 'event', durationThreshold: 16, buffered: true });
  new PerformanceObserver(list => { globalThis.largest = list.getEntries().at(-1).startTime; }).observe({ type: 'largest-contentful-paint', buffered: true });
};

const clicks = {
  customer: async page => {
    await page.locator('main h2').filter({ hasText: 'Trattoria Demo' }).click();
    await page.locator('.dish:not(.gone) .dish-button').nth(1).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('How many').fill('3');
    await dialog.getByRole('button', { name: /Put into the basket/ }).click();
    await dialog.waitFor({ state: 'detached' });
    for (const name of ['Basket', 'Orders', 'News', 'Restaurants']) await page.getByRole('link', { name, exact: true }).click();
    await page.getByPlaceholder(/Search/).pressSequentially('pizza');
  },
  kitchen: async page => { for (const name of ['Dishes', 'Ended', 'Menu', 'Hours', 'Staff', 'Board']) await page.getByRole('link', { name, exact: true }).click(); },
  driver: async page => { for (const name of ['Earnings', 'Account', 'Work']) await page.getByRole('link', { name, exact: true }).click(); },
  ops: async page => {
    for (const name of ['Stuck', 'Orders', 'Drivers', 'Accounts', 'Restaurants', 'Figures', 'Events', 'Audit', 'Now']) await page.getByRole('link', { name, exact: true }).click();
  },
};
const who = { customer: 'customer@demo.test', kitchen: 'restaurant@demo.test', driver: 'driver@demo.test', ops: 'ops@demo.test' };

for (const [screen, work] of Object.entries(clicks)) {
  const context = await chromium.newContext({ viewport: screen === 'driver' ? { width: 412, height: 860 } : { width: 1280, height: 900 }, locale: 'en-GB' });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  let bytes = 0;
  await session.send('Network.enable');
  session.on('Network.loadingFinished', ({ encodedDataLength }) => { bytes += encodedDataLength; });
  await page.addInitScript(watch);
  await page.goto(`${gateway}/${screen}?as=${who[screen]}`);
  await page.locator('.link-state.open').waitFor();
  await page.waitForTimeout(1500);
  const first = await page.evaluate(() => [performance.getEntriesByName('first-contentful-paint')[0]?.startTime, globalThis.largest]);
  const loaded = bytes;
  await work(page);
  await page.waitForTimeout(1500);
  const times = (await page.evaluate(() => globalThis.interactions.map(([, duration]) => duration))).sort((a, b) => a - b);
  console.log(`${screen}: ${Math.round(loaded / 1000)} KB, first paint ${Math.round(first[0])} ms, largest ${Math.round(first[1])} ms; `
    + `${times.length} interactions, median ${times[Math.floor(times.length / 2)]} ms, slowest ${times.at(-1)} ms to the next paint`);
  await context.close();
}
await chromium.close();
