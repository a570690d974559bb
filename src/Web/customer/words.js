// Sentences of the customer's screen.
import { translator } from '../shared/i18n.js';

export const words = {
  en: {
    restaurants: 'Restaurants', basket: 'Basket', orders: 'Orders', news: 'News', near: 'Deliver to', search: 'Search restaurants or dishes',
    none: 'Nothing here fits. Try another word or address.', opens: 'opens {time}', from: 'from {amount}', away: '{distance} away', tooFar: 'does not deliver this far',
    paused: 'takes no orders just now', soldOut: 'sold out', until: 'back {time}', add: 'Put into the basket', choose: 'Choose {min}', upTo: 'Choose up to {max}',
    range: 'Choose {min} to {max}', note: 'A wish for the kitchen', quantity: 'How many', replace: 'The basket has dishes of another restaurant. Empty it?', replaceYes: 'Empty and add',
    emptyBasket: 'The basket is empty.', checkout: 'To the checkout', subtotal: 'Dishes', deliveryFee: 'Delivery', serviceFee: 'Service', tip: 'Tip', discount: 'Discount',
    total: 'Total', tax: 'of which tax', quoted: 'This price is good for {time}.', requote: 'Get a new price', priceChanges: 'A price changed: look again.',
    delivery: 'Delivery', pickup: 'I fetch it', card: 'Pay with', orderFor: 'Order for {amount}', promise: 'Expected {time}', promiseFetched: 'There for you {time}', notConfirmed: 'Sending your order, not confirmed yet …',
    tok_ok: 'Test card that works', tok_slow: 'Test card, slow', tok_flaky: 'Test card, unsteady', tok_decline_funds: 'Test card without money', tok_decline_stolen: 'Test card, stolen', tok_timeout: 'Test card whose bank is silent',
    doorNote: 'For the courier', kitchenNote: 'For the kitchen', at: '{code} at {restaurant}', steps: 'Your order', pin: 'PIN for the courier', pinHint: 'Say it only at the door, with the food in front of you.',
    pickupCode: 'Code for the counter', courierIs: '{name} brings it ({vehicle}).', arrives: 'at the door about {time}', cancel: 'Cancel the order', cancelTitle: 'Cancel this order?',
    cancelPreview: 'The kitchen has not accepted yet: you get all of it back, {amount}.', cancelYes: 'Yes, cancel', cancelledBy: 'Ended by: {who}. {why}', again: 'Order again', againWithout: 'Not to be had now: {names}', paid: 'Payment: {how}', pastOrders: 'Past orders', current: 'Under way',
    rating: 'How was it?', food: 'The food', toTheRestaurant: 'A word to the restaurant', rate: 'Send', rateAgain: 'Change it', rated: 'Thank you.', ofFive: '{number} of 5', ratedBy: '{average} of 5, said by {count}',
    leaveAtDoor: 'Leave it at my door; I need not be there', callRestaurant: 'Call {phone}',
    noOrders: 'No orders yet.', noAddress: 'Say first where to bring it.', receipt: 'Receipt', redeliver: 'Try again at my door', declined: 'The card was refused. Nothing was charged.', chat: 'Messages', write: 'Write a message', send: 'Send',
    readAll: 'Mark all as read', noNews: 'No news.', newsChoices: 'What you are told, and when', remove: 'Take out', less: 'One less', more: 'One more', timeline: 'What happened', promisedFirst: 'At first it was {time}.', promisedThen: '{at}: moved to {time}.',
    lateAcceptance: 'The kitchen took long to accept.', delay: 'The kitchen needs longer.', longerWay: 'The courier needs longer.', minimum: 'smallest order {amount}', closesAt: 'The restaurant closes at {time}: it may not take the order any more.', where: 'Where to',
  },
  de: {
    restaurants: 'Restaurants', basket: 'Warenkorb', orders: 'Bestellungen', news: 'Neues', near: 'Liefern nach', search: 'Restaurants oder Gerichte suchen',
    none: 'Hier passt nichts. Versuche ein anderes Wort oder eine andere Adresse.', opens: 'öffnet {time}', from: 'ab {amount}', away: '{distance} entfernt', tooFar: 'liefert nicht so weit',
    paused: 'nimmt gerade nichts an', soldOut: 'ausverkauft', until: 'wieder da {time}', add: 'In den Warenkorb', choose: 'Wähle {min}', upTo: 'Wähle bis zu {max}',
    range: 'Wähle {min} bis {max}', note: 'Ein Wunsch an die Küche', quantity: 'Wie viele', replace: 'Im Warenkorb liegt Essen eines anderen Restaurants. Leeren?', replaceYes: 'Leeren und hinzufügen',
    emptyBasket: 'Der Warenkorb ist leer.', checkout: 'Zur Kasse', subtotal: 'Gerichte', deliveryFee: 'Lieferung', serviceFee: 'Service', tip: 'Trinkgeld', discount: 'Rabatt',
    total: 'Summe', tax: 'davon Steuer', quoted: 'Dieser Preis gilt noch {time}.', requote: 'Neuen Preis holen', priceChanges: 'Ein Preis hat sich geändert: sieh noch einmal hin.',
    delivery: 'Liefern', pickup: 'Ich hole es', card: 'Bezahlen mit', orderFor: 'Für {amount} bestellen', promise: 'Erwartet {time}', promiseFetched: 'Abholbereit {time}', notConfirmed: 'Deine Bestellung wird gesendet, noch nicht bestätigt …',
    tok_ok: 'Testkarte, die funktioniert', tok_slow: 'Testkarte, langsam', tok_flaky: 'Testkarte, wackelig', tok_decline_funds: 'Testkarte ohne Deckung', tok_decline_stolen: 'Testkarte, gestohlen', tok_timeout: 'Testkarte, deren Bank schweigt',
    doorNote: 'Für den Kurier', kitchenNote: 'Für die Küche', at: '{code} bei {restaurant}', steps: 'Deine Bestellung', pin: 'PIN für den Kurier', pinHint: 'Nenne sie erst an der Tür, mit dem Essen vor dir.',
    pickupCode: 'Code für die Theke', courierIs: '{name} bringt es ({vehicle}).', arrives: 'etwa {time} an der Tür', cancel: 'Bestellung stornieren', cancelTitle: 'Diese Bestellung stornieren?',
    cancelPreview: 'Die Küche hat noch nicht angenommen: Du bekommst alles zurück, {amount}.', cancelYes: 'Ja, stornieren', cancelledBy: 'Beendet von: {who}. {why}', again: 'Noch einmal bestellen', againWithout: 'Gibt es gerade nicht: {names}', paid: 'Zahlung: {how}', pastOrders: 'Frühere Bestellungen', current: 'Unterwegs',
    rating: 'Wie war es?', food: 'Das Essen', toTheRestaurant: 'Ein Wort an das Restaurant', rate: 'Senden', rateAgain: 'Ändern', rated: 'Danke.', ofFive: '{number} von 5', ratedBy: '{average} von 5, gesagt von {count}',
    leaveAtDoor: 'An die Tür stellen, ich muss nicht da sein', callRestaurant: '{phone} anrufen',
    noOrders: 'Noch keine Bestellungen.', noAddress: 'Sag erst, wohin es soll.', receipt: 'Beleg', redeliver: 'Noch einmal bei mir versuchen', declined: 'Die Karte wurde abgelehnt. Es wurde nichts abgebucht.', chat: 'Nachrichten', write: 'Eine Nachricht schreiben', send: 'Senden',
    readAll: 'Alle als gelesen merken', noNews: 'Nichts Neues.', newsChoices: 'Was du erfährst, und wann', remove: 'Herausnehmen', less: 'Eins weniger', more: 'Eins mehr', timeline: 'Was geschah', promisedFirst: 'Zuerst war es {time}.', promisedThen: '{at}: verschoben auf {time}.',
    lateAcceptance: 'Die Küche hat spät angenommen.', delay: 'Die Küche braucht länger.', longerWay: 'Der Kurier braucht länger.', minimum: 'Mindestbestellwert {amount}', closesAt: 'Das Restaurant schließt um {time}: Vielleicht nimmt es nicht mehr an.', where: 'Wohin',
  },
};

export const t = translator(words);
