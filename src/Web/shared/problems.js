// Refusals in people's words, by the problem's code. A code that is not here is told with the API's own sentence.
import { language } from './i18n.js';
import { Problem } from './problem.js';

/** @type {Record<string, [en: string, de: string]>} */
export const sentences = {
  offline: ['There is no connection. Nothing is lost: try again.', 'Keine Verbindung. Es geht nichts verloren: versuche es noch einmal.'],
  internal_error: ['Something went wrong on our side.', 'Bei uns ist etwas schiefgegangen.'],
  dependency_unavailable: ['A part of the system is away for a moment. Try again.', 'Ein Teil des Systems ist kurz nicht da. Versuche es noch einmal.'],
  gateway_timeout: ['No answer came in time. Look before you try again.', 'Es kam rechtzeitig keine Antwort. Sieh nach, bevor du es noch einmal versuchst.'],
  request_timeout: ['No answer came in time. Look before you try again.', 'Es kam rechtzeitig keine Antwort. Sieh nach, bevor du es noch einmal versuchst.'],
  rate_limited: ['Too many at once. Wait a moment.', 'Zu viel auf einmal. Warte einen Moment.'],
  login_throttled: ['Too many wrong passwords. Wait a few minutes.', 'Zu viele falsche Passwörter. Warte ein paar Minuten.'],
  invalid_credentials: ['E-mail and password do not match.', 'E-Mail und Passwort passen nicht zusammen.'],
  invalid_refresh_token: ['You were logged out. Log in again.', 'Du wurdest abgemeldet. Melde dich neu an.'],
  refresh_token_reused: ['You were logged out for your safety. Log in again.', 'Du wurdest zur Sicherheit abgemeldet. Melde dich neu an.'],
  unauthorized: ['Log in first.', 'Melde dich zuerst an.'],
  forbidden: ['This is not yours to do.', 'Das darfst du nicht.'],
  not_found: ['This does not exist (any more).', 'Das gibt es nicht (mehr).'],
  validation_failed: ['Something is missing or not right.', 'Etwas fehlt oder stimmt nicht.'],
  precondition_failed: ['Somebody changed it meanwhile. Look again.', 'Jemand hat es inzwischen geändert. Sieh noch einmal hin.'],
  too_many_streams: ['Too many windows are open at once.', 'Zu viele Fenster sind gleichzeitig offen.'],
  too_many_addresses: ['No more addresses can be saved.', 'Mehr Adressen lassen sich nicht speichern.'],
  cart_empty: ['The basket is empty.', 'Der Warenkorb ist leer.'],
  cart_restaurant_mismatch: ['The basket has dishes of another restaurant.', 'Im Warenkorb liegt Essen eines anderen Restaurants.'],
  cart_limit_reached: ['The basket is full.', 'Der Warenkorb ist voll.'],
  cart_version_conflict: ['The basket changed meanwhile. Try again.', 'Der Warenkorb hat sich inzwischen geändert. Noch einmal bitte.'],
  item_unknown: ['This dish is no longer on the menu.', 'Dieses Gericht gibt es nicht mehr.'],
  item_unavailable: ['This dish is sold out.', 'Dieses Gericht ist ausverkauft.'],
  option_unknown: ['This choice no longer exists.', 'Diese Auswahl gibt es nicht mehr.'],
  option_unavailable: ['This choice is sold out.', 'Diese Auswahl ist ausverkauft.'],
  option_rule: ['Choose as many as the dish asks for.', 'Wähle so viele, wie das Gericht verlangt.'],
  restaurant_closed: ['The restaurant is closed now.', 'Das Restaurant hat gerade geschlossen.'],
  restaurant_paused: ['The restaurant takes no orders just now.', 'Das Restaurant nimmt gerade nichts an.'],
  out_of_zone: ['The restaurant does not deliver this far.', 'So weit liefert das Restaurant nicht.'],
  minimum_order: ['This is below the smallest order.', 'Das liegt unter dem Mindestbestellwert.'],
  below_minimum: ['This is below the smallest order.', 'Das liegt unter dem Mindestbestellwert.'],
  promo_unknown: ['This code is not known.', 'Diesen Gutschein gibt es nicht.'],
  scheduling_not_available: ['Orders for later cannot be taken yet.', 'Vorbestellen geht noch nicht.'],
  quote_not_found: ['The price is no longer known. Ask for a new one.', 'Der Preis ist nicht mehr bekannt. Hol dir einen neuen.'],
  quote_expired: ['The price was good for ten minutes. Ask for a new one.', 'Der Preis galt zehn Minuten. Hol dir einen neuen.'],
  quote_used: ['This was ordered already.', 'Das ist schon bestellt.'],
  price_changed: ['A price changed. Look at the new one.', 'Ein Preis hat sich geändert. Sieh dir den neuen an.'],
  payment_method_unknown: ['This card is not known.', 'Diese Karte ist nicht bekannt.'],
  insufficient_funds: ['The card has not enough money.', 'Die Karte ist nicht gedeckt.'],
  stolen_card: ['The bank refused the card.', 'Die Bank hat die Karte abgelehnt.'],
  order_state_conflict: ['Somebody was quicker: the order has moved on.', 'Jemand war schneller: Die Bestellung ist schon weiter.'],
  delay_limit: ['It cannot be delayed any further.', 'Mehr Verspätung geht nicht.'],
  no_show_too_early: ['It is too early to say that nobody came.', 'Es ist zu früh, um niemanden mehr zu erwarten.'],
  collect_code_wrong: ['This code is wrong.', 'Dieser Code ist falsch.'],
  collect_locked: ['Too many wrong codes. Ops can help.', 'Zu viele falsche Codes. Der Betrieb hilft.'],
  pin_wrong: ['This PIN is wrong.', 'Diese PIN ist falsch.'],
  pin_locked: ['Too many wrong PINs. Ops can help.', 'Zu viele falsche PINs. Der Betrieb hilft.'],
  offer_taken: ['Somebody else took it.', 'Jemand anders hat es übernommen.'],
  offer_expired: ['The offer is over.', 'Das Angebot ist vorbei.'],
  offer_withdrawn: ['The offer was taken back.', 'Das Angebot wurde zurückgezogen.'],
  driver_busy: ['You carry something already.', 'Du fährst schon etwas.'],
  driver_not_approved: ['You are not approved yet.', 'Du bist noch nicht zugelassen.'],
  driver_state_conflict: ['This is not possible now.', 'Das geht gerade nicht.'],
  delivery_state_conflict: ['Somebody was quicker: the delivery has moved on.', 'Jemand war schneller: Die Lieferung ist schon weiter.'],
  delivery_no_longer_yours: ['The delivery is no longer yours.', 'Die Lieferung ist nicht mehr deine.'],
  redelivery_limit: ['It cannot be tried again.', 'Ein weiterer Versuch geht nicht.'],
  attempt_clock_running: ['Wait at the door until the clock has run out, and try to reach the customer.',
    'Warte an der Tür, bis die Uhr abgelaufen ist, und versuche den Kunden zu erreichen.'],
  refund_exceeds_captured: ['More than was paid cannot be given back.', 'Mehr als bezahlt kann nicht erstattet werden.'],
  replay_failed: ['It failed again.', 'Es ist wieder fehlgeschlagen.'],
  category_not_empty: ['The category still has dishes.', 'In der Kategorie sind noch Gerichte.'],
  wrong_password: ['The present password is wrong.', 'Das bisherige Passwort ist falsch.'],
  idempotency_key_in_progress: ['This is being done already.', 'Das läuft schon.'],
  idempotency_key_reused: ['This was asked for already, with other content.', 'Das wurde schon mit anderem Inhalt verlangt.'],
};

/** @param {unknown} error @returns {string} */
export function describe(error) {
  const problem = error instanceof Problem ? error : new Problem(500, undefined);
  const known = sentences[problem.code];
  if (known) return known[language === 'de' ? 1 : 0];
  return problem.body.detail ?? problem.body.title ?? sentences.internal_error[language === 'de' ? 1 : 0];
}
