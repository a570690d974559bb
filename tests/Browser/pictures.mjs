// The pictures of the README, from a system in which the city is in motion: node pictures.mjs <gateway> <folder>.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { gateway, open } from './people.mjs';
import { browser } from './tools.mjs';

const folder = process.argv[3] ?? 'docs/pictures';
const tools = await browser();
if (tools.missing) throw new Error(tools.missing);
mkdirSync(folder, { recursive: true });
const chromium = await tools.launch();
const wide = { viewport: { width: 1200, height: 760 } };

const take = async (page, name) => {
  await page.waitForTimeout(2500);
  await page.screenshot({ path: join(folder, `${name}.jpg`), type: 'jpeg', quality: 72 });
};

const customer = await open(chromium, 'customer', 'customer@demo.test', wide);
await take(customer, 'restaurants');
await customer.goto(`${gateway}/customer#/orders`);
await customer.locator('main .card').first().click();
await take(customer, 'order');
const kitchen = await open(chromium, 'kitchen', 'restaurant@demo.test', { ...wide, colorScheme: 'dark' });
await take(kitchen, 'kitchen');
await take(await open(chromium, 'driver', 'driver@demo.test', { viewport: { width: 412, height: 820 } }), 'driver');
const ops = await open(chromium, 'ops', 'ops@demo.test', wide);
await take(ops, 'ops');
await ops.goto(`${gateway}/ops#/figures`);
await take(ops, 'figures');
await chromium.close();
