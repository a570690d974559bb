// The way of an order as a person sees it, from the API's two states.

const way = ['placed', 'accepted', 'preparing', 'ready', 'inDelivery', 'delivered'];
const fetched = ['placed', 'accepted', 'preparing', 'ready', 'collected'];
const bad = ['cancelled', 'rejected', 'expired', 'paymentFailed', 'undelivered', 'noShow', 'cancelling'];
const types = /** @type {Record<string, string[]>} */ ({
  placed: ['placed', 'submitted'], accepted: ['accepted'], preparing: ['preparing', 'started'], ready: ['ready'],
  inDelivery: ['pickedUp', 'picked_up'], delivered: ['delivered'], collected: ['collected'],
});

/** @param {any} order @param {{ type: string, at: string }[]} timeline @returns {{ name: string, at?: string, state: 'done'|'now'|'next'|'failed' }[]} */
export function stepsOf(order, timeline) {
  const steps = order.fulfilment === 'pickup' ? fetched : way;
  const when = (/** @type {string} */ name) => timeline.find(entry => types[name].includes(entry.type.split('.').pop() ?? ''))?.at;
  const reached = steps.map(name => ({ name, at: when(name) }));
  if (bad.includes(order.status)) {
    const last = timeline[timeline.length - 1]?.at;
    return [...reached.filter(step => step.at).map(step => ({ ...step, state: /** @type {const} */ ('done') })), { name: order.status, at: last, state: 'failed' }];
  }
  const status = ['pendingPayment', 'awaitingAcceptance', 'scheduled'].includes(order.status) ? 'placed' : order.status;
  const here = steps.indexOf(status);
  const over = here === steps.length - 1;
  // What was reached is done; what happens now is the next step, which nobody has confirmed yet.
  return reached.map((step, i) => ({ ...step, state: i < here || (over && i <= here) ? 'done' : i === here ? 'now' : 'next' }));
}
