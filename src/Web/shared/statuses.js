// What the API's states are called by people.
import { translator } from './i18n.js';

export const words = {
  en: {
    pendingPayment: 'payment pending', awaitingAcceptance: 'waiting for the kitchen', scheduled: 'scheduled', accepted: 'accepted',
    preparing: 'being cooked', ready: 'ready', inDelivery: 'on its way', delivered: 'delivered', collected: 'collected',
    cancelling: 'being cancelled', cancelled: 'cancelled', rejected: 'rejected', expired: 'not answered', paymentFailed: 'payment failed',
    undelivered: 'not delivered', noShow: 'not collected', planned: 'planned', searching: 'looking for a courier', offered: 'asking a courier',
    assigned: 'courier on the way to the kitchen', atPickup: 'courier at the kitchen', pickedUp: 'courier on the way to the door',
    atDropoff: 'courier at the door', unassigned: 'no courier found', undeliverable: 'could not be handed over', returning: 'coming back',
    returned: 'came back', disposed: 'disposed of', open: 'open', closed: 'closed', paused: 'paused', online: 'online', offline: 'offline',
    created: 'created', authorized: 'reserved', captured: 'paid', partiallyRefunded: 'partly refunded', refunded: 'refunded', failed: 'failed',
    voided: 'released', pending: 'pending', applied: 'applied', approved: 'approved', suspended: 'suspended', started: 'started',
    itemUnavailable: 'something is sold out', tooBusy: 'too busy', closing: 'closing', cannotFulfil: 'cannot be made', other: 'another reason',
    noAnswer: 'nobody answered', badAddress: 'the address is wrong', refused: 'the food was refused', damaged: 'the food was damaged',
    unsafe: 'the place was not safe', lost: 'the food got lost', courierFault: 'the courier could not go on', courier: 'courier',
    accident: 'an accident', vehicle: 'the vehicle broke down', payment: 'payment',
    paymentUndecided: 'the payment is undecided', notAnswered: 'the kitchen does not answer', notCancelled: 'the cancellation does not end',
    noCourier: 'no courier', notFetched: 'nobody fetches it', notDelivered: 'it does not arrive', moneyNotTaken: 'the money was not taken', moneyNotReleased: 'the money was not released', moneyNotReturned: 'the money was not given back', bike: 'bike', scooter: 'scooter', car: 'car', placed: 'placed', submitted: 'sent to the kitchen',
    picked_up: 'picked up', delayed: 'delayed', cancel_requested: 'cancellation asked for', customer: 'customer', restaurant: 'kitchen', system: 'system', ops: 'ops',
    customerRequest: 'asked by the customer', notReady: 'the kitchen was not ready', rated: 'rated',
  },
  de: {
    pendingPayment: 'Zahlung läuft', awaitingAcceptance: 'wartet auf die Küche', scheduled: 'vorbestellt', accepted: 'angenommen',
    preparing: 'wird gekocht', ready: 'fertig', inDelivery: 'unterwegs', delivered: 'geliefert', collected: 'abgeholt',
    cancelling: 'wird storniert', cancelled: 'storniert', rejected: 'abgelehnt', expired: 'nicht beantwortet', paymentFailed: 'Zahlung fehlgeschlagen',
    undelivered: 'nicht zugestellt', noShow: 'nicht abgeholt', planned: 'geplant', searching: 'Kurier wird gesucht', offered: 'Kurier wird gefragt',
    assigned: 'Kurier auf dem Weg zur Küche', atPickup: 'Kurier in der Küche', pickedUp: 'Kurier auf dem Weg zur Tür',
    atDropoff: 'Kurier an der Tür', unassigned: 'kein Kurier gefunden', undeliverable: 'konnte nicht übergeben werden', returning: 'kommt zurück',
    returned: 'zurückgekommen', disposed: 'entsorgt', open: 'geöffnet', closed: 'geschlossen', paused: 'pausiert', online: 'online', offline: 'offline',
    created: 'angelegt', authorized: 'reserviert', captured: 'bezahlt', partiallyRefunded: 'teilweise erstattet', refunded: 'erstattet', failed: 'fehlgeschlagen',
    voided: 'freigegeben', pending: 'läuft', applied: 'beworben', approved: 'zugelassen', suspended: 'gesperrt', started: 'begonnen',
    itemUnavailable: 'etwas ist ausverkauft', tooBusy: 'zu viel zu tun', closing: 'schließt gleich', cannotFulfil: 'nicht machbar', other: 'anderer Grund',
    noAnswer: 'niemand hat geöffnet', badAddress: 'die Adresse stimmt nicht', refused: 'die Annahme wurde verweigert', damaged: 'das Essen war beschädigt',
    unsafe: 'der Ort war nicht sicher', lost: 'das Essen ging verloren', courierFault: 'der Kurier konnte nicht weiter', courier: 'Kurier',
    accident: 'ein Unfall', vehicle: 'das Fahrzeug ist kaputt', payment: 'Zahlung',
    paymentUndecided: 'die Zahlung ist unentschieden', notAnswered: 'die Küche antwortet nicht', notCancelled: 'die Stornierung endet nicht',
    noCourier: 'kein Kurier', notFetched: 'niemand holt es', notDelivered: 'es kommt nicht an', moneyNotTaken: 'das Geld wurde nicht genommen', moneyNotReleased: 'das Geld wurde nicht freigegeben', moneyNotReturned: 'das Geld wurde nicht zurückgegeben', bike: 'Fahrrad', scooter: 'Roller', car: 'Auto', placed: 'bestellt', submitted: 'an die Küche geschickt',
    picked_up: 'abgeholt', delayed: 'verzögert', cancel_requested: 'Storno gewünscht', customer: 'Kunde', restaurant: 'Küche', system: 'System', ops: 'Betrieb',
    customerRequest: 'vom Kunden gewünscht', notReady: 'die Küche war nicht fertig', rated: 'bewertet',
  },
};

export const named = translator(words);
export const ended = ['delivered', 'collected', 'cancelled', 'rejected', 'expired', 'paymentFailed', 'undelivered', 'noShow'];
