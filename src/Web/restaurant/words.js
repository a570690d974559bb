// Sentences of looking after a restaurant: hours, menu, terms, staff. Kitchen and ops show them.
import { translator } from '../shared/i18n.js';

export const words = {
  en: {
    monday: 'Monday', tuesday: 'Tuesday', wednesday: 'Wednesday', thursday: 'Thursday', friday: 'Friday', saturday: 'Saturday', sunday: 'Sunday',
    hours: 'Opening hours', hoursHint: 'Times of {zone}. Closing before opening means the next day.', always: 'Always open', opens: 'opens', closes: 'closes', shut: 'closed',
    addTime: 'Add hours', special: 'Special days', specialHint: 'On these days other hours count, or none: then it is closed.', date: 'Day', note: 'Why, for customers', addDay: 'Add a special day',
    save: 'Save', saved: 'Saved.', remove: 'Remove', add: 'Add', rename: 'Rename', edit: 'Edit', up: 'Move up', down: 'Move down',
    staff: 'Staff', role: 'Role', kitchen: 'Kitchen', manager: 'Manager', owner: 'Owner', open: 'Open invitations', until: 'good until {time}', takeBack: 'Take back',
    invite: 'Invite somebody', invited: 'The invitation is on its way.', email: 'E-mail', send: 'Send the invitation',
    rolesHint: 'Kitchen: orders, and what is sold out. Manager: also menu, hours, pauses and figures. Owner: also who works here.',
    noDishes: 'No dishes yet.', newDish: 'New dish', category: 'Category', newCategory: 'New category', name: 'Name', description: 'Description', price: 'Price', tax: 'Tax in it',
    tags: 'Diet', tagsHint: 'Separated by commas, for example: vegan, gluten-free', choices: 'What goes with it', group: 'Group', least: 'At least', most: 'At most', option: 'Option', more: 'Costs more',
    addOption: 'Add an option', addGroup: 'Add a group', removeGroup: 'Remove the group',
    terms: 'Name and terms', radius: 'Delivers up to (m)', minimum: 'Smallest order', prep: 'Minutes to prepare', cuisines: 'Cuisines', address: 'Address', lat: 'Latitude', lng: 'Longitude',
    zone: 'Time zone', phone: 'Phone, for customers and couriers', reason: 'Reason, for the record',
  },
  de: {
    monday: 'Montag', tuesday: 'Dienstag', wednesday: 'Mittwoch', thursday: 'Donnerstag', friday: 'Freitag', saturday: 'Samstag', sunday: 'Sonntag',
    hours: 'Öffnungszeiten', hoursHint: 'Zeiten von {zone}. Schließt es vor dem Öffnen, ist der nächste Tag gemeint.', always: 'Immer geöffnet', opens: 'öffnet', closes: 'schließt', shut: 'geschlossen',
    addTime: 'Zeiten hinzufügen', special: 'Besondere Tage', specialHint: 'An diesen Tagen gelten andere Zeiten, oder keine: dann ist zu.', date: 'Tag', note: 'Warum, für Kunden', addDay: 'Besonderen Tag hinzufügen',
    save: 'Speichern', saved: 'Gespeichert.', remove: 'Entfernen', add: 'Hinzufügen', rename: 'Umbenennen', edit: 'Ändern', up: 'Nach oben', down: 'Nach unten',
    staff: 'Personal', role: 'Rolle', kitchen: 'Küche', manager: 'Leitung', owner: 'Inhaber', open: 'Offene Einladungen', until: 'gültig bis {time}', takeBack: 'Zurücknehmen',
    invite: 'Jemanden einladen', invited: 'Die Einladung ist unterwegs.', email: 'E-Mail', send: 'Einladung schicken',
    rolesHint: 'Küche: Bestellungen, und was ausverkauft ist. Leitung: auch Karte, Zeiten, Pausen und Zahlen. Inhaber: auch, wer hier arbeitet.',
    noDishes: 'Noch keine Gerichte.', newDish: 'Neues Gericht', category: 'Kategorie', newCategory: 'Neue Kategorie', name: 'Name', description: 'Beschreibung', price: 'Preis', tax: 'Steuer darin',
    tags: 'Ernährung', tagsHint: 'Durch Kommas getrennt, zum Beispiel: vegan, glutenfrei', choices: 'Was dazugehört', group: 'Gruppe', least: 'Mindestens', most: 'Höchstens', option: 'Auswahl', more: 'Kostet mehr',
    addOption: 'Auswahl hinzufügen', addGroup: 'Gruppe hinzufügen', removeGroup: 'Gruppe entfernen',
    terms: 'Name und Bedingungen', radius: 'Liefert bis (m)', minimum: 'Mindestbestellwert', prep: 'Minuten zum Zubereiten', cuisines: 'Küchen', address: 'Adresse', lat: 'Breitengrad', lng: 'Längengrad',
    zone: 'Zeitzone', phone: 'Telefon, für Kunden und Kuriere', reason: 'Grund, fürs Protokoll',
  },
};

export const t = translator(words);
