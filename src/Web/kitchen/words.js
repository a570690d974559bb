// Sentences of the kitchen's screen.
import { translator } from '../shared/i18n.js';

export const words = {
  en: {
    board: 'Board', dishes: 'Dishes', ended: 'Ended', menu: 'Menu', hours: 'Hours', staff: 'Staff', incoming: 'New', cooking: 'In the kitchen', waiting: 'Ready to go', none: 'Nothing here.',
    accept: 'Accept, {minutes} min', acceptHow: 'Accept, ready in', reject: 'Reject', start: 'Start cooking', ready: 'Ready, packed', delay: '+10 min', left: 'to accept', readyBy: 'ready by {time}', late: '{time} late',
    rejectTitle: 'Reject {code}', why: 'Why', which: 'What is missing', rejectYes: 'Reject the order', messages: 'Messages', unread: 'New message',
    handOver: 'Hand over', locked: 'Too many wrong codes: ask ops to hand it over.', code: 'Code of the customer', noShow: 'Nobody came', pickup: 'is fetched by the customer', courier: 'Courier: {name}, {status}', noCourier: 'Courier: {status}',
    pause: 'Pause', resume: 'Take orders as usual again', pausedNow: 'Paused: customers cannot order.', busy: 'Busy', busyHint: 'Orders are taken, and promised later.', laterBy: 'Later by', busyNow: 'busy, {minutes} min later',
    for15: '15 minutes', for60: 'an hour', forOpen: 'until I say so', until: 'until {time}', sound: 'Sound', soundOff: 'Sound is off',
    ratedWith: 'rated {number} of 5', sold: 'Sold out', back: 'Available', which_restaurant: 'Restaurant', bags: 'Check: {count} pieces', note: 'Wish', minutes: 'Minutes to prepare', price: 'Price', change: 'Change',
    soldUntil: 'Comes back by itself after', soldHours: '{hours} hours', soldTomorrow: 'tomorrow morning', backAt: 'back {time}',
  },
  de: {
    board: 'Tafel', dishes: 'Gerichte', ended: 'Beendet', menu: 'Karte', hours: 'Zeiten', staff: 'Personal', incoming: 'Neu', cooking: 'In der Küche', waiting: 'Fertig', none: 'Nichts da.',
    accept: 'Annehmen, {minutes} Min.', acceptHow: 'Annehmen, fertig in', reject: 'Ablehnen', start: 'Kochen beginnen', ready: 'Fertig, gepackt', delay: '+10 Min.', left: 'zum Annehmen', readyBy: 'fertig bis {time}', late: '{time} zu spät',
    rejectTitle: '{code} ablehnen', why: 'Warum', which: 'Was fehlt', rejectYes: 'Bestellung ablehnen', messages: 'Nachrichten', unread: 'Neue Nachricht',
    handOver: 'Übergeben', locked: 'Zu viele falsche Codes: Bitte den Betrieb um die Übergabe.', code: 'Code des Kunden', noShow: 'Niemand kam', pickup: 'wird vom Kunden geholt', courier: 'Kurier: {name}, {status}', noCourier: 'Kurier: {status}',
    pause: 'Pause', resume: 'Wieder wie sonst annehmen', pausedNow: 'Pause: Kunden können nicht bestellen.', busy: 'Viel los', busyHint: 'Bestellungen werden angenommen und später versprochen.', laterBy: 'Später um', busyNow: 'viel los, {minutes} Min. später',
    for15: '15 Minuten', for60: 'eine Stunde', forOpen: 'bis ich es sage', until: 'bis {time}', sound: 'Ton', soundOff: 'Ton ist aus',
    ratedWith: '{number} von 5 gesagt', sold: 'Ausverkauft', back: 'Da', which_restaurant: 'Restaurant', bags: 'Prüfen: {count} Teile', note: 'Wunsch', minutes: 'Minuten zum Zubereiten', price: 'Preis', change: 'Ändern',
    soldUntil: 'Kommt von selbst wieder nach', soldHours: '{hours} Stunden', soldTomorrow: 'morgen früh', backAt: 'wieder da {time}',
  },
};

export const t = translator(words);
