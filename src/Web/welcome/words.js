// Sentences of the first page.
import { translator } from '../shared/i18n.js';

export const words = {
  en: {
    title: 'A marketplace for food, alive', about: 'Order as a customer, cook as a kitchen, ride as a driver, look after all of it as ops. Everything you see goes through the public API.',
    customer: 'Find a restaurant, order, follow the courier to your door.', kitchen: 'Take orders, cook, hand over.',
    driver: 'Get offers, ride, hand over against a PIN.', ops: 'See what goes on, help where something is stuck.',
    open: 'Open', openAs: 'Open as {name}', docs: 'The API itself is described at', login: 'Log in', email: 'E-mail', password: 'Password', demo: 'Demo people, one click',
    demoHint: 'Open each in a tab of its own: every tab can be somebody else.', here: 'You are logged in as {name}.', go: 'Go to your screen',
    city: 'City in motion', cityHint: 'Simulated customers, kitchens and drivers live in this tab for ten minutes, through the public API.',
    start: 'Let the city live', stop: 'Stop', orders: '{placed} ordered, {ended} at their end', pace: 'Orders a minute', register: 'Create an account', asWhat: 'What for', toEat: 'To order food', toDrive: 'To deliver it',
    name: 'Your name', passwordHint: 'At least 8 characters.', vehicle: 'Vehicle', forgot: 'Forgot the password?', joins: '{count} people are here',
  },
  de: {
    title: 'Ein Marktplatz für Essen, lebendig', about: 'Bestelle als Kunde, koche als Küche, fahre als Fahrer, behalte als Betrieb alles im Blick. Alles, was du siehst, geht durch die öffentliche API.',
    customer: 'Restaurant finden, bestellen, dem Kurier bis zur Tür folgen.', kitchen: 'Bestellungen annehmen, kochen, übergeben.',
    driver: 'Angebote bekommen, fahren, gegen PIN übergeben.', ops: 'Sehen, was los ist, und helfen, wo etwas hängt.',
    open: 'Öffnen', openAs: 'Als {name} öffnen', docs: 'Die API selbst ist beschrieben unter', login: 'Anmelden', email: 'E-Mail', password: 'Passwort', demo: 'Demo-Personen, ein Klick',
    demoHint: 'Öffne jede in einem eigenen Tab: Jeder Tab kann jemand anders sein.', here: 'Du bist angemeldet als {name}.', go: 'Zu deinem Bildschirm',
    city: 'Stadt in Bewegung', cityHint: 'Simulierte Kunden, Küchen und Fahrer leben zehn Minuten lang in diesem Tab, durch die öffentliche API.',
    start: 'Die Stadt zum Leben bringen', stop: 'Anhalten', orders: '{placed} bestellt, {ended} am Ende', pace: 'Bestellungen je Minute', register: 'Konto anlegen', asWhat: 'Wofür', toEat: 'Um Essen zu bestellen', toDrive: 'Um es zu bringen',
    name: 'Dein Name', passwordHint: 'Mindestens 8 Zeichen.', vehicle: 'Fahrzeug', forgot: 'Passwort vergessen?', joins: '{count} Personen sind da',
  },
};

export const t = translator(words);
