// What people do with the screens, so that a test reads like what happened.
export const gateway = process.env.FD_TEST_GATEWAY ?? process.argv[2] ?? 'http://localhost:8080';
const patience = 30_000;

/** A browser of one's own for one person, on one screen. */
export async function open(chromium, screen, email, options = {}) {
  const context = await chromium.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-GB', reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(patience);
  page.faults = [];
  page.on('pageerror', error => page.faults.push(String(error)));
  page.on('console', message => { if (/Content Security Policy|Refused to/.test(message.text())) page.faults.push(message.text()); });
  await page.goto(`${gateway}/${screen}?as=${email}`);
  await page.locator('.link-state.open').waitFor();
  return page;
}

/** A page of a screen, once its data is there. */
export async function goTo(page, screen, part) {
  await page.goto(`${gateway}/${screen}#/${part}`);
  // The page before is there until the next frame.
  await page.evaluate(() => new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve, 50))));
  await page.locator('main h1').first().waitFor();
  await page.locator('main .loading').first().waitFor({ state: 'detached' });
}

/** From an empty basket to an order at the Trattoria; its id. */
export async function order(page, { card = 'tok_ok', leaveAtDoor = false, tip = '' } = {}) {
  await emptyBasket(page);
  await page.goto(`${gateway}/customer#/`);
  await page.getByRole('heading', { name: 'Trattoria Demo' }).click();
  await page.locator('.dish:not(.gone) .dish-button').nth(1).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('How many').fill('2');
  await dialog.getByRole('button', { name: /Put into the basket/ }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'To the checkout' }).click();
  if (tip) await page.getByRole('button', { name: tip, exact: true }).click();
  if (leaveAtDoor) await page.getByLabel(/^Leave it at my door/).check();
  await page.getByLabel('Pay with').selectOption(card);
  await page.getByRole('button', { name: /^Order for/ }).click();
  await page.waitForURL(/#\/orders\/[0-9a-f-]{36}$/);
  return page.url().split('/').pop();
}

async function emptyBasket(page) {
  await page.goto(`${gateway}/customer#/basket`);
  await page.getByRole('heading', { name: 'Basket', level: 1 }).waitFor();
  const less = page.getByRole('button', { name: /^(Take out|One less)/ });
  await Promise.race([page.locator('.lines').first().waitFor(), page.getByText('The basket is empty.').waitFor()]);
  for (let left = await less.count(); left > 0; left = await less.count()) {
    await less.first().click();
    await page.waitForTimeout(150);
  }
}

export const ticket = (kitchen, id) => kitchen.locator(`.ticket[data-order="${id}"]`);
export const shows = (customer, status) => customer.locator(`[data-status="${status}"]`).waitFor();

/** From now on the driver is there and carries nothing. */
export async function online(driver) {
  const button = driver.getByRole('button', { name: 'Go online' });
  await Promise.race([button.waitFor(), driver.getByRole('button', { name: 'Go offline' }).waitFor()]);
  if (await button.isVisible()) await button.click();
  await driver.getByRole('button', { name: 'Go offline' }).waitFor();
}

export async function cook(kitchen, id) {
  const own = ticket(kitchen, id);
  await own.getByRole('button', { name: /^Accept/ }).first().click();
  await own.getByRole('button', { name: 'Start cooking' }).click();
  await own.getByRole('button', { name: 'Ready, packed' }).click();
  await kitchen.locator(`.ticket[data-order="${id}"][data-status="ready"]`).waitFor();
}

/** Waits for the offer of one order; what is offered before it is declined. */
export async function takeOffer(driver, id) {
  const own = driver.locator(`[data-offer="${id}"]`);
  const other = driver.locator(`[data-offer]:not([data-offer="${id}"])`);
  for (;;) {
    await driver.locator('[data-offer]').first().waitFor();
    if (await own.count()) return own.getByRole('button', { name: 'Accept' }).click();
    await other.getByRole('button', { name: 'Decline' }).click().catch(() => {});
    await driver.waitForTimeout(300);
  }
}

/** What people call an order; its customer asks. */
export const codeOf = async (customer, id) => (await customer.evaluate(async order => (await import('/web/shared/session.js')).client.get(`/api/v1/orders/${order}`), id)).code;

/** From the offer to the bag. */
export async function fetchFood(driver, id) {
  await takeOffer(driver, id);
  await driver.getByRole('button', { name: 'I am at the restaurant' }).click();
  await driver.getByRole('button', { name: 'I have the bag' }).click();
}

export async function toTheDoor(driver, id) {
  await fetchFood(driver, id);
  await driver.getByRole('button', { name: 'I am at the door' }).click();
}

export async function handOver(driver, pin) {
  await driver.getByLabel('PIN of the customer').fill(pin);
  await driver.getByRole('button', { name: 'Hand over' }).click();
}

/** What axe finds on what is shown now. In the dark only contrast is another. */
export async function accessible(page, axe, what, dark = false) {
  if (!await page.evaluate(() => 'axe' in globalThis)) await page.evaluate(axe);
  const runOnly = dark ? { type: 'rule', values: ['color-contrast'] } : ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'];
  const { violations } = await page.evaluate(only => globalThis.axe.run(document, { runOnly: only, resultTypes: ['violations'] }), runOnly);
  return violations.map(({ id, nodes }) => `${what}: ${id}: ${nodes.map(node => node.html.slice(0, 160)).join(' | ')}`);
}
