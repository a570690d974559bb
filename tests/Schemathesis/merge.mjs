// One document of the eight, so that one run reaches every call and chains them across services.
//   node merge.mjs <folder of documents> <target>
// Each service's schemas get its name in front: two may use one name for different things.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const [folder, target] = process.argv.slice(2);
const merged = { openapi: undefined, info: { title: 'FoodDelivery', version: 'v1' }, servers: [{ url: '/' }], paths: {}, components: {} };
for (const file of readdirSync(folder).filter(name => name.endsWith('.json')).sort()) {
  const service = basename(file, '.json');
  const text = readFileSync(join(folder, file), 'utf8').replaceAll(/"#\/components\/(schemas|responses)\/([^"]+)"/g, `"#/components/$1/${service}.$2"`);
  const document = JSON.parse(text);
  merged.openapi ??= document.openapi;
  for (const [path, operations] of Object.entries(document.paths)) merged.paths[path] = { ...merged.paths[path], ...operations };
  for (const [kind, components] of Object.entries(document.components)) {
    merged.components[kind] ??= {};
    for (const [name, component] of Object.entries(components)) merged.components[kind][kind === 'securitySchemes' ? name : `${service}.${name}`] = component;
  }
}
writeFileSync(target, JSON.stringify(merged));
