// What belongs to no single screen.
import { translator } from './i18n.js';

export const words = {
  en: {
    skip: 'Skip to the content', customer: 'Customer', kitchen: 'Kitchen', driver: 'Driver', ops: 'Ops', home: 'Start',
    loading: 'Loading …', tryAgain: 'Try again', stale: 'This may be out of date.', live: 'Live', lost: 'Connection lost, trying again',
    connecting: 'Connecting', logout: 'Log out', language: 'DE: auf Deutsch', theme: 'Light or dark', close: 'Close', back: 'Back',
    wrongRole: 'This screen is for another role than {name} has.', save: 'Save', more: 'More', min: 'min', map: 'Map',
    city: 'Birkenwerth am See, an invented city', restaurant: 'Restaurant', courier: 'Courier', door: 'Door', cancel: 'Do nothing', reason: 'Reason, for the record', doIt: 'Do it', account: 'Account of {name}', mine: 'Account',
  },
  de: {
    skip: 'Zum Inhalt springen', customer: 'Kunde', kitchen: 'Küche', driver: 'Fahrer', ops: 'Betrieb', home: 'Start',
    loading: 'Lädt …', tryAgain: 'Noch einmal', stale: 'Das ist vielleicht nicht mehr aktuell.', live: 'Live', lost: 'Verbindung verloren, neuer Versuch läuft',
    connecting: 'Verbindet', logout: 'Abmelden', language: 'EN: in English', theme: 'Hell oder dunkel', close: 'Schließen', back: 'Zurück',
    wrongRole: 'Dieser Bildschirm ist für eine andere Rolle, als {name} hat.', save: 'Speichern', more: 'Mehr', min: 'Min.', map: 'Karte',
    city: 'Birkenwerth am See, eine erfundene Stadt', restaurant: 'Restaurant', courier: 'Kurier', door: 'Tür', cancel: 'Nichts tun', reason: 'Grund, fürs Protokoll', doIt: 'Tun', account: 'Konto von {name}', mine: 'Konto',
  },
};

export const t = translator(words);
