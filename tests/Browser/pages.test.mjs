// What people look after besides orders: their account, a restaurant, the platform. On a running system with the demo city.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { accessible, gateway, goTo, online, open, order, shows, ticket } from './people.mjs';
import { browser } from './tools.mjs';

const tools = await browser();
const limit = { skip: tools.missing ?? false, timeout: 90_000 };
const stamp = Date.now().toString(36);
let chromium, customer, kitchen, driver, ops;

before(async () => {
  if (tools.missing) return;
  chromium = await tools.launch();
  [customer, kitchen, driver, ops] = await Promise.all([
    open(chromium, 'customer', 'customer051@demo.test'), open(chromium, 'kitchen', 'restaurant@demo.test'),
    open(chromium, 'driver', 'driver@demo.test', { viewport: { width: 412, height: 860 } }), open(chromium, 'ops', 'ops@demo.test'),
  ]);
}, { timeout: 60_000 });
after(() => chromium?.close());

test('people choose what they are told, and when not', limit, async () => {
  await goTo(customer, 'customer', 'account');
  const receipts = customer.getByRole('checkbox', { name: 'Receipts and money that came back: Push' });
  await receipts.setChecked(false);
  assert.ok(await customer.getByRole('checkbox', { name: 'Your order under way: Push' }).isDisabled());
  await customer.getByLabel('Quiet hours').setChecked(true);
  await customer.getByLabel('From', { exact: true }).fill('23:15');
  const form = customer.locator('form', { has: customer.getByRole('heading', { name: 'What we tell you' }) });
  await form.getByRole('button', { name: 'Save' }).click();
  await customer.getByText('Saved.', { exact: true }).waitFor();
  await customer.reload();
  await customer.getByLabel('From', { exact: true }).waitFor();
  assert.equal(await customer.getByLabel('From', { exact: true }).inputValue(), '23:15');
  assert.equal(await receipts.isChecked(), false);
});

// The push service itself is outside: what a browser gives for a subscription is given here, and what a push does is done by the browser.
test('a push to this browser is shown when it comes, and leads to its order', limit, async () => {
  const context = customer.context();
  await context.grantPermissions(['notifications'], { origin: gateway });
  await goTo(customer, 'customer', 'account');
  await customer.evaluate(async () => {
    const { publicKey } = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits']);
    const raw = new Uint8Array(await crypto.subtle.exportKey('raw', publicKey));
    const p256dh = btoa(String.fromCharCode(...raw)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');
    const given = { endpoint: 'https://push.example.com/a/browser', keys: { p256dh, auth: 'A'.repeat(22) } };
    let now = null;
    PushManager.prototype.subscribe = async () => { now = { toJSON: () => given, unsubscribe: async () => { now = null; return true; } }; return now; };
    PushManager.prototype.getSubscription = async () => now;
  });
  await customer.getByRole('button', { name: 'Push to this browser' }).click();
  await customer.getByText('This browser shows pushes for you').waitFor();
  await customer.getByText('push.example.com').waitFor();
  const worker = await context.newCDPSession(customer);
  const registered = new Promise(resolve => worker.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
    const own = registrations.find(one => one.scopeURL === `${gateway}/web/`);
    if (own) resolve(own.registrationId);
  }));
  await worker.send('ServiceWorker.enable');
  const data = JSON.stringify({ tag: 'one', kind: 'order.ready', title: 'It is ready', body: 'The kitchen has packed it.', orderId: '019b76da-0000-7000-8000-000000000001' });
  await worker.send('ServiceWorker.deliverPushMessage', { origin: gateway, registrationId: await registered, data });
  // Asked again and again from here: the page's own waiting takes the promise of an answer for one.
  const look = () => customer.evaluate(async () => {
    const [one] = await (await navigator.serviceWorker.getRegistration('/web/')).getNotifications();
    return one && { title: one.title, body: one.body, orderId: one.data.orderId };
  });
  let shown;
  for (const end = Date.now() + 15_000; !(shown = await look()) && Date.now() < end;) await customer.waitForTimeout(100);
  assert.deepEqual(shown, { title: 'It is ready', body: 'The kitchen has packed it.', orderId: '019b76da-0000-7000-8000-000000000001' });
  await customer.getByRole('button', { name: 'No more pushes here' }).click();
  await customer.getByText('No device gets pushes.').waitFor();
});

test('a session is ended from another one, and nobody else is logged out', limit, async () => {
  const other = await open(chromium, 'customer', 'customer051@demo.test');
  await customer.reload();
  await goTo(customer, 'customer', 'account');
  const ends = customer.getByRole('button', { name: /^Log out: / });
  await ends.first().waitFor();
  const mine = customer.locator('li', { hasText: 'here' }).getByRole('button', { name: /^Log out: / });
  assert.equal(await mine.count(), 1);
  await ends.first().click();
  await other.reload();
  await other.getByRole('button', { name: 'Log in', exact: true }).waitFor();
  await customer.getByRole('heading', { name: 'Where you are logged in' }).waitFor();
  await other.context().close();
});

test('a kitchen keeps its hours, its menu and its people', limit, async () => {
  await goTo(kitchen, 'kitchen', 'hours');
  await kitchen.getByRole('button', { name: 'Add a special day' }).click();
  const day = kitchen.locator('.special').last();
  await day.getByLabel('Day', { exact: true }).fill('2031-12-24');
  await day.getByLabel('Why, for customers').fill('Holidays');
  const form = kitchen.locator('form', { has: kitchen.getByRole('heading', { name: 'Opening hours' }) });
  await form.getByRole('button', { name: 'Save' }).click();
  await kitchen.getByText('Saved.', { exact: true }).waitFor();
  await kitchen.reload();
  await kitchen.locator('.special').getByLabel('Day', { exact: true }).last().waitFor();
  assert.equal(await kitchen.locator('.special').getByLabel('Day', { exact: true }).last().inputValue(), '2031-12-24');
  await kitchen.getByRole('button', { name: 'Remove: 2031-12-24' }).click();
  await form.getByRole('button', { name: 'Save' }).click();
  await kitchen.locator('.special').first().waitFor({ state: 'detached' });

  await goTo(kitchen, 'kitchen', 'menu');
  await kitchen.getByRole('button', { name: /^New dish: / }).first().click();
  const dish = kitchen.getByRole('dialog');
  await dish.getByLabel('Name').fill(`Soup ${stamp}`);
  await dish.getByLabel('Price (EUR)').fill('6,50');
  await dish.getByRole('button', { name: 'Add a group' }).click();
  await dish.getByLabel('Group', { exact: true }).fill('Bread');
  await dish.getByPlaceholder('Option').fill('White');
  await dish.getByRole('button', { name: 'Save' }).click();
  await kitchen.getByRole('button', { name: `Edit: Soup ${stamp}` }).click();
  await dish.getByLabel('Price (EUR)').fill('7');
  assert.equal(await dish.getByPlaceholder('Option').inputValue(), 'White');
  await dish.getByRole('button', { name: 'Save' }).click();
  await kitchen.locator('li', { hasText: `Soup ${stamp}` }).getByText('€7.00').waitFor();
  await kitchen.getByRole('button', { name: `Remove: Soup ${stamp}` }).click();
  await kitchen.getByText(`Soup ${stamp}`).waitFor({ state: 'detached' });

  await goTo(kitchen, 'kitchen', 'staff');
  await kitchen.getByLabel('E-mail').fill(`cook-${stamp}@demo.test`);
  await kitchen.getByRole('button', { name: 'Send the invitation' }).click();
  await kitchen.getByRole('button', { name: `Take back: cook-${stamp}@demo.test` }).click();
  await kitchen.getByText(`cook-${stamp}@demo.test`).waitFor({ state: 'detached' });
});

test('customer and kitchen write to each other, a delay moves the promise, and both are told', limit, async () => {
  await goTo(kitchen, 'kitchen', '');
  const id = await order(customer);
  const own = ticket(kitchen, id);
  // The longest time, or there is still room in the promise for the delay.
  await own.getByRole('button', { name: /^Accept/ }).last().click();
  await shows(customer, 'accepted');
  await customer.getByLabel('Write a message').fill('No onions, please.');
  await customer.getByRole('button', { name: 'Send' }).click();
  await own.getByRole('button', { name: 'New message' }).click();
  await kitchen.getByRole('dialog').getByText('No onions, please.').waitFor();
  await kitchen.getByRole('dialog').getByLabel('Write a message').fill('None.');
  await kitchen.getByRole('dialog').getByRole('button', { name: 'Send' }).click();
  await customer.getByText('None.', { exact: true }).waitFor();
  await kitchen.getByRole('dialog').getByRole('button', { name: '×' }).click();
  await own.getByRole('button', { name: '+10 min' }).click();
  await customer.getByText('The kitchen needs longer.').waitFor();
  await customer.getByText(/^At first it was/).waitFor();
});

test('a driver declines; ops find what is stuck, and help with one of the calls that it names', limit, async () => {
  await goTo(driver, 'driver', '');
  await online(driver);
  const id = customer.url().split('/').pop();
  await ticket(kitchen, id).getByRole('button', { name: 'Ready, packed' }).click();
  const offer = driver.locator(`[data-offer="${id}"]`);
  await offer.getByRole('button', { name: 'Decline' }).click();
  await offer.waitFor({ state: 'detached' });
  const dialog = ops.getByRole('dialog');
  const because = async reason => {
    await dialog.getByLabel('Reason, for the record').fill(reason);
    await dialog.getByRole('button', { name: 'Do it' }).click();
    await dialog.waitFor({ state: 'detached' });
  };
  await goTo(ops, 'ops', `orders/${id}`);
  await ops.getByRole('button', { name: 'Assign a driver' }).click();
  await dialog.getByLabel('Driver').selectOption({ label: (await dialog.locator('option', { hasText: 'Demo' }).first().innerText()).trim() });
  await because(`Nobody else is near, ${stamp}`);
  await driver.locator('[data-delivery]').waitFor();
  await driver.getByRole('button', { name: 'Give it back' }).click();
  await driver.getByRole('button', { name: 'Go offline' }).click();
  await driver.getByRole('button', { name: 'Go online' }).waitFor();
  await goTo(ops, 'ops', 'stuck');
  const stuck = ops.locator(`[data-order="${id}"]`);
  await stuck.getByText('no courier').waitFor({ timeout: 45_000 });
  await stuck.getByRole('button', { name: /^Cancel the order/ }).click();
  await because(`Waited long enough, ${stamp}`);
  await stuck.waitFor({ state: 'detached' });
  await shows(customer, 'cancelled');
  await goTo(ops, 'ops', 'audit');
  await ops.getByText(`Nobody else is near, ${stamp}`).waitFor();
  await ops.getByText(`Waited long enough, ${stamp}`).waitFor();
});

test('ops find an order, an account and a driver, and block and let in again', limit, async () => {
  await goTo(customer, 'customer', 'orders');
  const code = await customer.evaluate(async () => (await (await import('/web/shared/session.js')).client.get('/api/v1/orders?limit=1')).items[0].code);
  await goTo(ops, 'ops', 'orders');
  await ops.getByLabel('Code').fill(code.toLowerCase());
  await ops.getByLabel('Status').selectOption('');
  await ops.getByRole('button', { name: 'Find' }).click();
  await ops.getByRole('link', { name: code }).waitFor();
  assert.equal(await ops.locator('tbody tr').count(), 1);
  await ops.getByRole('button', { name: 'Clear' }).click();
  await ops.getByLabel('E-mail of the customer').fill('customer051@demo.test');
  await ops.getByLabel('Status').selectOption('');
  await ops.getByRole('button', { name: 'Find' }).click();
  await ops.getByRole('link', { name: code }).waitFor();

  await goTo(ops, 'ops', 'accounts');
  await ops.getByLabel('E-mail address').fill('customer099@demo.test');
  await ops.getByRole('button', { name: 'Find' }).click();
  for (const [act, state] of [['Block', 'blocked'], ['Let in again', 'let in']]) {
    await ops.getByRole('button', { name: act, exact: true }).click();
    await ops.getByLabel('Reason, for the record').fill(`${act} in a test`);
    await ops.getByRole('button', { name: 'Do it' }).click();
    await ops.locator('[data-account] .status', { hasText: state }).waitFor();
  }
  await online(driver);
  await goTo(ops, 'ops', 'drivers');
  await ops.getByRole('cell', { name: /^Demo/ }).first().waitFor();
});

/** Somebody new, on the page of the account. */
async function register(name, email, password) {
  const page = await (await chromium.newContext({ locale: 'en-GB' })).newPage();
  await page.goto(`${gateway}/`);
  await page.getByText('Create an account').first().click();
  const form = page.locator('details form');
  await form.getByLabel('Your name').fill(name);
  await form.getByLabel('E-mail').fill(email);
  await form.getByLabel('Password').fill(password);
  await form.getByRole('button', { name: 'Create an account' }).click();
  await page.getByRole('heading', { name: 'Your account' }).waitFor();
  return page;
}

test('somebody saves what is held of them and leaves for good', limit, async () => {
  const [email, password] = [`lena-${stamp}@demo.test`, `Lena geht gern ${stamp}`];
  const page = await register('Lena Abend', email, password);
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save what you hold of me' }).click();
  const file = await saved;
  assert.match(file.suggestedFilename(), /^fooddelivery-\d{4}-\d\d-\d\d\.json$/);
  const held = JSON.parse(await readFile(await file.path(), 'utf8'));
  assert.equal(held.user.account[0].email, email);
  assert.deepEqual(Object.keys(held).sort(), ['analytics', 'at', 'cart', 'delivery', 'notification', 'order', 'payment', 'product', 'user']);

  await page.getByText('Leave for good').first().click();
  const form = page.locator('details[open] form');
  await form.getByLabel('Present password').fill('not this one at all');
  await form.getByLabel('I know that this cannot be undone.').check();
  await form.getByRole('button', { name: 'Leave for good' }).click();
  await page.locator('[role=alert], .toast').first().waitFor();
  await form.getByLabel('Present password').fill(password);
  await form.getByRole('button', { name: 'Leave for good' }).click();
  await page.getByRole('button', { name: 'Log in', exact: true }).waitFor();
  const login = await page.request.post(`${gateway}/api/v1/auth/login`, { data: { email, password } });
  assert.equal(login.status(), 401);
  await page.context().close();
});

test('somebody registers and applies with a restaurant; ops refuse with a reason', limit, async () => {
  const page = await register('Rosa Neumann', `rosa-${stamp}@demo.test`, `Rosa isst gern ${stamp}`);
  await page.evaluate(async name => {
    const { client } = await import('/web/shared/session.js');
    await client.post('/api/v1/restaurants/applications', { restaurant: {
      name, cuisines: ['soup'], address: 'Birkenallee 1', location: { lat: 48.2, lng: 11.6 }, timeZone: 'Europe/Berlin', deliveryRadiusMeters: 3000,
      minimumOrder: { amount: 1000, currency: 'EUR' }, prepMinutes: 20, alwaysOpen: true } });
  }, `Rosas ${stamp}`);
  await goTo(ops, 'ops', 'restaurants');
  await ops.getByRole('button', { name: `Refuse: Rosas ${stamp}` }).click();
  await ops.getByLabel('Reason, for the record').fill('The street is closed');
  await ops.getByRole('button', { name: 'Do it' }).click();
  await ops.locator(`[data-application="Rosas ${stamp}"]`).waitFor({ state: 'detached' });
  await page.context().close();
});

test('axe finds nothing on any page, light or dark', { ...limit, timeout: 150_000 }, async () => {
  const screens = [
    [customer, 'customer', ['', 'basket', 'orders', 'news', 'account']], [kitchen, 'kitchen', ['', 'dishes', 'ended', 'menu', 'hours', 'staff']],
    [driver, 'driver', ['', 'earnings']], [ops, 'ops', ['', 'stuck', 'orders', 'drivers', 'accounts', 'restaurants', 'figures', 'events', 'audit']],
  ];
  // The four side by side: each waits for its own pages.
  const found = await Promise.all(screens.map(async ([page, name, parts]) => {
    const own = [];
    for (const part of parts) {
      await goTo(page, name, part);
      for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        own.push(...await accessible(page, tools.axe, `${colorScheme} ${name} #/${part}`, colorScheme === 'dark'));
      }
    }
    return own;
  }));
  assert.deepEqual(found.flat(), []);
});

test('no script failed, and nothing was refused by the policy', limit, () => {
  assert.deepEqual([customer, kitchen, driver, ops].flatMap(page => page.faults), []);
});
