// Sentences of the pages that e-mails lead to.
import { translator } from '../shared/i18n.js';

export const words = {
  en: {
    reset: 'A new password', verify: 'Your e-mail address', invite: 'Work with a restaurant', password: 'New password', name: 'Your name', set: 'Set the password', confirm: 'Yes, this is my address', join: 'Accept the invitation',
    done: 'Done.', login: 'Log in', noToken: 'This link is not complete. Open it from the e-mail once more.', newAccount: 'I have no account yet', email: 'E-mail', ask: 'Send me a link', asked: 'If there is an account with this address, an e-mail is on its way.',
  },
  de: {
    reset: 'Ein neues Passwort', verify: 'Deine E-Mail-Adresse', invite: 'In einem Restaurant mitarbeiten', password: 'Neues Passwort', name: 'Dein Name', set: 'Passwort setzen', confirm: 'Ja, das ist meine Adresse', join: 'Einladung annehmen',
    done: 'Fertig.', login: 'Anmelden', noToken: 'Dieser Link ist unvollständig. Öffne ihn noch einmal aus der E-Mail.', newAccount: 'Ich habe noch kein Konto', email: 'E-Mail', ask: 'Link schicken', asked: 'Wenn es zu dieser Adresse ein Konto gibt, ist eine E-Mail unterwegs.',
  },
};

export const t = translator(words);
