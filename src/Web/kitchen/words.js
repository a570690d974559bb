// Sentences of the kitchen's screen.
import { translator } from '../shared/i18n.js';

export const words = {
  en: {
    board: 'Board', dishes: 'Dishes', today: 'Ended', incoming: 'New', cooking: 'In the kitchen', waiting: 'Ready to go', none: 'Nothing here.', accept: 'Accept, {minutes} min', acceptHow: 'Accept, ready in',
    reject: 'Reject', start: 'Start cooking', ready: 'Ready, packed', delay: '+10 min', left: 'to accept', readyBy: 'ready by {time}', late: '{time} late', rejectTitle: 'Reject {code}', why: 'Why', which: 'What is missing', rejectYes: 'Reject the order',
    handOver: 'Hand over', code: 'Code of the customer', noShow: 'Nobody came', pickup: 'is fetched by the customer', courier: 'Courier: {name}, {status}', noCourier: 'Courier: {status}',
    pause: 'Pause', resume: 'Take orders again', pausedNow: 'Paused: customers cannot order.', pause15: '15 minutes', pause60: 'an hour', pauseOpen: 'until I say so', sound: 'Sound', soundOff: 'Sound is off',
    sold: 'Sold out', back: 'Available', tomorrow: 'Sold out for four hours', which_restaurant: 'Restaurant', open: 'open', closed: 'closed', bags: 'Check: {count} pieces', note: 'Wish', kitchenBusy: 'Busy: everything takes longer', busyNow: 'Preparation takes {minutes} min', minutes: 'Minutes to prepare', price: 'Price', change: 'Change',
  },
  de: {
    board: 'Tafel', dishes: 'Gerichte', today: 'Beendet', incoming: 'Neu', cooking: 'In der Küche', waiting: 'Fertig', none: 'Nichts da.', accept: 'Annehmen, {minutes} Min.', acceptHow: 'Annehmen, fertig in',
    reject: 'Ablehnen', start: 'Kochen beginnen', ready: 'Fertig, gepackt', delay: '+10 Min.', left: 'zum Annehmen', readyBy: 'fertig bis {time}', late: '{time} zu spät', rejectTitle: '{code} ablehnen', why: 'Warum', which: 'Was fehlt', rejectYes: 'Bestellung ablehnen',
    handOver: 'Übergeben', code: 'Code des Kunden', noShow: 'Niemand kam', pickup: 'wird vom Kunden geholt', courier: 'Kurier: {name}, {status}', noCourier: 'Kurier: {status}',
    pause: 'Pause', resume: 'Wieder annehmen', pausedNow: 'Pause: Kunden können nicht bestellen.', pause15: '15 Minuten', pause60: 'eine Stunde', pauseOpen: 'bis ich es sage', sound: 'Ton', soundOff: 'Ton ist aus',
    sold: 'Ausverkauft', back: 'Da', tomorrow: 'Für vier Stunden ausverkauft', which_restaurant: 'Restaurant', open: 'geöffnet', closed: 'geschlossen', bags: 'Prüfen: {count} Teile', note: 'Wunsch', kitchenBusy: 'Viel los: alles dauert länger', busyNow: 'Zubereitung dauert {minutes} Min.', minutes: 'Minuten zum Zubereiten', price: 'Preis', change: 'Ändern',
  },
};

export const t = translator(words);
