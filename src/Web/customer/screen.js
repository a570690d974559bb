// The customer: #/ restaurants, #/r/<id> a menu, #/basket, #/orders, #/orders/<id> one order live, #/news, #/account.
import { html } from '../shared/html.js';
import { useHash } from '../shared/hooks.js';
import { Account } from '../account/account.js';
import { Basket } from './checkout.js';
import { Menu } from './menu.js';
import { News } from './news.js';
import { Order } from './order.js';
import { Orders } from './orders.js';
import { Restaurants } from './restaurants.js';
import { t } from './words.js';

/** @returns {[string, string][]} */
export const links = () => [['', t('restaurants')], ['basket', t('basket')], ['orders', t('orders')], ['news', t('news')]];

export function Screen() {
  const [page, id] = useHash();
  if (page === 'r') return html`<${Menu} id=${id} />`;
  if (page === 'basket') return html`<${Basket} />`;
  if (page === 'orders' && id) return html`<${Order} id=${id} key=${id} />`;
  if (page === 'orders') return html`<${Orders} />`;
  if (page === 'news') return html`<${News} />`;
  if (page === 'account') return html`<${Account} />`;
  return html`<${Restaurants} />`;
}
