// Makes the layout of e-mails from its design: node build.mjs [TARGET]
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import mjml2html from 'mjml';

const here = new URL('.', import.meta.url);
const target = process.argv[2] ?? fileURLToPath(new URL('../../services/Notifications/Templates/layout.html.liquid', here));

// MJML checks values and so takes no Liquid in them: what stands for it there, and what becomes of it.
const liquid = [
  ['LANGUAGE', '{{ language }}'],
  ['DIRECTION', '{{ direction }}'],
  ['BUTTON_URL', '{{ button.url }}'],
  ['STRUCTURED', '<script type="application/ld+json">{{ structured | raw }}</script>'],
  ['align="END"', 'align="{{ end }}"'],
  ['#aacce1', '{{ accent }}'],
  // What begins a line begins it on the right in languages that are written from there.
  ['align="left"', 'align="{{ start }}"'],
  ['text-align:left', 'text-align:{{ start }}'],
  ['direction:ltr', 'direction:{{ direction }}'],
];

const { html, errors } = await mjml2html(await readFile(new URL('layout.mjml', here), 'utf8'), { validationLevel: 'strict', keepComments: false });
if (errors.length > 0) {
  for (const error of errors) console.error(error.formattedMessage);
  process.exit(1);
}

let page = html;
for (const [standIn, tag] of liquid) {
  if (!page.includes(standIn)) throw new Error(`layout.mjml does not use ${standIn} any more: take it out of build.mjs.`);
  page = page.replaceAll(standIn, tag);
}

await writeFile(target, page.replace(/^[ \t]+|[ \t]+$/gm, '').replace(/\n{2,}/g, '\n').trim() + '\n');
