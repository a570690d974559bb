// Sentences of the driver's screen.
import { translator } from '../shared/i18n.js';

export const words = {
  en: {
    work: 'Work', earnings: 'Earnings', goOnline: 'Go online', goOffline: 'Go offline', youAre: 'You are {status}', waiting: 'Waiting for an offer near you …',
    offer: 'An offer', pay: 'Pay', tip: 'Tip', ofItTip: 'of it tip {tip}', ratedBy: 'Your deliveries: {average} of 5, said by {count}', way: 'Way', left: 'left', accept: 'Accept', decline: 'Decline', from: 'From', to: 'To', step: 'Now', navigate: 'Navigate',
    arrivePickup: 'I am at the restaurant', pickUp: 'I have the bag', bags: 'Bags', counterCode: 'Code from the counter', arriveDropoff: 'I am at the door',
    deliver: 'Hand over', pin: 'PIN of the customer', fail: 'Cannot be handed over', unassign: 'Give it back', returned: 'Back at the restaurant', counter: 'At the counter say {code}.', doorFor: 'For {name}',
    notes: 'Note', failTitle: 'Why not?', failYes: 'Say so', reach: 'Nobody there? Reach the customer', rang: 'I rang at the door', wrote: 'Write', call: 'Call', text: 'What to say (may be empty)', send: 'Send',
    contactsMade: 'Tried {count} times.', waitClock: 'Wait {time} more before you say that nobody was there.', waited: 'You have waited long enough: if nobody comes, say so.',
    help: 'I need help', helpText: 'In your words (may be empty)', helpSent: 'Ops were told.', undeliverable: 'The customer may try again, or ops decide. Keep the food warm.', returning: 'Bring it back to the restaurant.',
    position: 'Position', useGps: 'My real position', simulated: 'Simulated position', ride: 'Ride there (simulated)', done: 'Done, {pay} earned.', noEarnings: 'Nothing brought yet.', sum: 'Together',
    gpsOff: 'The browser does not tell where you are.', notApproved: 'Your application is looked at. You can go online once ops have approved it.', refused: 'Your application was refused: {reason}',
    callRestaurant: 'Call the restaurant: {phone}', bagList: 'In the bag', fetchFrom: '{name} has the order: fetch it there.', bagCode: 'Code on the bag', takeOver: 'I have it now',
    decide: 'The address is wrong: what now?', decideBy: 'Decide within {time}, otherwise it goes back.', redeliver: 'Try again', return: 'Bring it back', dispose: 'Dispose of it',
    mayLeave: 'You may leave it at the door, and need no PIN.', leftAtDoor: 'Left at the door',
    suspended: 'You take no deliveries for now. Ops can tell why.', again: 'Apply again',
  },
  de: {
    work: 'Arbeit', earnings: 'Verdienst', goOnline: 'Online gehen', goOffline: 'Offline gehen', youAre: 'Du bist {status}', waiting: 'Warten auf ein Angebot in deiner Nähe …',
    offer: 'Ein Angebot', pay: 'Lohn', tip: 'Trinkgeld', ofItTip: 'davon Trinkgeld {tip}', ratedBy: 'Deine Lieferungen: {average} von 5, gesagt von {count}', way: 'Weg', left: 'übrig', accept: 'Annehmen', decline: 'Ablehnen', from: 'Von', to: 'Nach', step: 'Jetzt', navigate: 'Navigieren',
    arrivePickup: 'Ich bin am Restaurant', pickUp: 'Ich habe die Tüte', bags: 'Tüten', counterCode: 'Code von der Theke', arriveDropoff: 'Ich bin an der Tür',
    deliver: 'Übergeben', pin: 'PIN des Kunden', fail: 'Kann nicht übergeben werden', unassign: 'Zurückgeben', returned: 'Zurück im Restaurant', counter: 'Sag an der Theke {code}.', doorFor: 'Für {name}',
    notes: 'Hinweis', failTitle: 'Warum nicht?', failYes: 'So melden', reach: 'Niemand da? Den Kunden erreichen', rang: 'Ich habe geklingelt', wrote: 'Schreiben', call: 'Anrufen', text: 'Was du sagen willst (darf leer sein)', send: 'Senden',
    contactsMade: '{count}-mal versucht.', waitClock: 'Warte noch {time}, bevor du meldest, dass niemand da war.', waited: 'Du hast lange genug gewartet: Kommt niemand, sag es.',
    help: 'Ich brauche Hilfe', helpText: 'In deinen Worten (darf leer sein)', helpSent: 'Der Betrieb weiß Bescheid.', undeliverable: 'Der Kunde kann es noch einmal versuchen, oder der Betrieb entscheidet. Halte das Essen warm.', returning: 'Bring es zurück ins Restaurant.',
    position: 'Position', useGps: 'Meine echte Position', simulated: 'Simulierte Position', ride: 'Hinfahren (simuliert)', done: 'Geschafft, {pay} verdient.', noEarnings: 'Noch nichts gebracht.', sum: 'Zusammen',
    gpsOff: 'Der Browser sagt nicht, wo du bist.', notApproved: 'Deine Bewerbung wird angesehen. Online gehen kannst du, sobald der Betrieb sie angenommen hat.', refused: 'Deine Bewerbung wurde abgelehnt: {reason}',
    callRestaurant: 'Im Restaurant anrufen: {phone}', bagList: 'In der Tüte', fetchFrom: '{name} hat die Bestellung: Hol sie dort ab.', bagCode: 'Code auf der Tüte', takeOver: 'Ich habe sie jetzt',
    decide: 'Die Adresse stimmt nicht: Was nun?', decideBy: 'Entscheide binnen {time}, sonst geht sie zurück.', redeliver: 'Noch einmal versuchen', return: 'Zurückbringen', dispose: 'Entsorgen',
    mayLeave: 'Du darfst sie an die Tür stellen und brauchst keine PIN.', leftAtDoor: 'An die Tür gestellt',
    suspended: 'Du fährst vorerst nicht. Der Betrieb kann sagen, warum.', again: 'Noch einmal bewerben',
  },
};

export const t = translator(words);
