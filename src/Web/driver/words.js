// Sentences of the driver's screen.
import { translator } from '../shared/i18n.js';

export const words = {
  en: {
    work: 'Work', earnings: 'Earnings', goOnline: 'Go online', goOffline: 'Go offline', youAre: 'You are {status}', waiting: 'Waiting for an offer near you …', offer: 'An offer', pay: 'Pay', way: 'Way',
    left: 'left', accept: 'Accept', decline: 'Decline', from: 'From', to: 'To', step: 'Now', navigate: 'Navigate', arrivePickup: 'I am at the restaurant', pickUp: 'I have the bag', arriveDropoff: 'I am at the door',
    deliver: 'Hand over', pin: 'PIN of the customer', fail: 'Cannot be handed over', unassign: 'Give it back', returned: 'Back at the restaurant', counter: 'At the counter say {code}.', doorFor: 'For {name}', notes: 'Note', failTitle: 'Why not?',
    failYes: 'Say so', contact: 'Tell the customer that I am here', contacted: 'The customer was told.', help: 'I need help', helpSent: 'Help is on its way.', undeliverable: 'The customer may try again, or ops decide. Keep the food warm.', returning: 'Bring it back to the restaurant.',
    position: 'Position', useGps: 'My real position', simulated: 'Simulated position', ride: 'Ride there (simulated)', done: 'Done, {pay} earned.', noEarnings: 'Nothing earned in this tab yet.', sum: 'Together', gpsOff: 'The browser does not tell where you are.', bags: 'Bags', soFar: 'Carried in this tab',
  },
  de: {
    work: 'Arbeit', earnings: 'Verdienst', goOnline: 'Online gehen', goOffline: 'Offline gehen', youAre: 'Du bist {status}', waiting: 'Warten auf ein Angebot in deiner Nähe …', offer: 'Ein Angebot', pay: 'Lohn', way: 'Weg',
    left: 'übrig', accept: 'Annehmen', decline: 'Ablehnen', from: 'Von', to: 'Nach', step: 'Jetzt', navigate: 'Navigieren', arrivePickup: 'Ich bin am Restaurant', pickUp: 'Ich habe die Tüte', arriveDropoff: 'Ich bin an der Tür',
    deliver: 'Übergeben', pin: 'PIN des Kunden', fail: 'Kann nicht übergeben werden', unassign: 'Zurückgeben', returned: 'Zurück im Restaurant', counter: 'Sag an der Theke {code}.', doorFor: 'Für {name}', notes: 'Hinweis', failTitle: 'Warum nicht?',
    failYes: 'So melden', contact: 'Dem Kunden sagen, dass ich da bin', contacted: 'Dem Kunden wurde Bescheid gesagt.', help: 'Ich brauche Hilfe', helpSent: 'Hilfe ist unterwegs.', undeliverable: 'Der Kunde kann es noch einmal versuchen, oder der Betrieb entscheidet. Halte das Essen warm.', returning: 'Bring es zurück ins Restaurant.',
    position: 'Position', useGps: 'Meine echte Position', simulated: 'Simulierte Position', ride: 'Hinfahren (simuliert)', done: 'Geschafft, {pay} verdient.', noEarnings: 'In diesem Tab noch nichts verdient.', sum: 'Zusammen', gpsOff: 'Der Browser sagt nicht, wo du bist.', bags: 'Tüten', soFar: 'In diesem Tab gefahren',
  },
};

export const t = translator(words);
