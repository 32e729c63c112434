// Checks e-mails before anybody gets one: node check.mjs FOLDER looks at every .html in it, with html-validate (is it right HTML?) and
// caniemail (do mail programs show it?). The last line says how many were checked and what is wrong; exits 1 where anything is.
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { caniemail } from 'caniemail';
import { HtmlValidate } from 'html-validate';

const folder = process.argv[2];
if (!folder) {
  console.error('node check.mjs FOLDER');
  process.exit(2);
}

const validator = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: {
    // Mail programs strip style sheets or know only tables: what a web page must not do, an e-mail must.
    'no-inline-style': 'off',
    'no-deprecated-attr': 'off',
    'no-implicit-button-type': 'off',
    // Conditional comments are Outlook's.
    'no-conditional-comment': 'off',
    // How it is written, not what it says: MJML writes it.
    'attr-quotes': 'off',
    'no-trailing-whitespace': 'off',
    'doctype-style': 'off',
    'void-style': 'off',
    'no-redundant-role': 'off',
    'prefer-native-element': 'off',
    'attribute-boolean-style': 'off',
    'attribute-empty-style': 'off',
    // A subject is as long as its news needs.
    'long-title': 'off',
    // The phone number's and the name's own business: they are values.
    'tel-non-breaking': 'off',
  },
});

// The programs that most people read their mail with.
const clients = ['apple-mail.*', 'gmail.*', 'outlook.*', 'yahoo.*', 'samsung-email.*'];

// What some of them do not know and an e-mail of ours does well without. Everything else that any of them does not know is an error.
const adornments = new Map([
  // Rules in the head: size and colours stand in style attributes as well, so that without them it is the light, wide e-mail.
  ...['<style> element', '@media', 'Class selector', 'Type selector', 'ID selector', 'Descendant combinator', 'Chaining selectors'].map(f => [f, 'style attributes']),
  // Round corners are square, a line's width is the text's own, long words are parted or not: nothing is lost.
  ...['border-radius', 'overflow', 'table-layout', 'word-break', 'word-spacing', 'outline', 'transform', 'cursor'].map(f => [f, 'looks']),
  // The height of the steps' bars, which a line's height gives as well.
  ['height property', 'line-height'],
  // The first words for a mailbox's list are hidden in other ways besides.
  ...['opacity', 'display:none'].map(f => [f, 'font-size, max-height']),
  // The page's colour, which the outer table has as well.
  ['<body> element', 'the outer table'],
  // For screen readers: without them tables are read as tables.
  ...['role attribute', 'aria-label attribute'].map(f => [f, 'the words']),
  // Those programs open every link in a window of its own.
  ['target attribute', 'their own way'],
]);

const files = (await readdir(folder)).filter(name => name.endsWith('.html')).sort();
if (files.length === 0) {
  console.error(`${folder} holds no .html.`);
  process.exit(2);
}

let errors = 0;
const complain = (file, what) => {
  errors++;
  console.error(`${file}: ${what}`);
};
const met = new Set();
for (const file of files) {
  const html = await readFile(join(folder, file), 'utf8');
  for (const result of (await validator.validateString(html)).results)
    for (const message of result.messages) complain(file, `html-validate, ${message.line}:${message.column} ${message.message} (${message.ruleId})`);

  const unknown = new Map();
  for (const [client, issues] of caniemail({ clients, html }).issues.errors)
    for (const issue of issues) {
      met.add(issue.title);
      if (!adornments.has(issue.title)) unknown.set(issue.title, [...(unknown.get(issue.title) ?? []), client]);
    }
  for (const [title, by] of unknown) complain(file, `caniemail, ${title} is not known to ${[...new Set(by)].join(', ')}`);
}

for (const title of adornments.keys()) if (!met.has(title)) complain('check.mjs', `${title} is used no more: take it out of the adornments.`);
console.log(`${files.length} checked, ${errors} errors`);
process.exit(errors === 0 ? 0 : 1);
