// Adds a VPP release to api-json/, or replaces it:
//
//   npm run catalogue -- FOLDER RELEASE
//
// FOLDER is the folder share/vpp/api of an installed VPP, with .api.json files in `core` and `plugins`, or the folder `src` of
// VPP's source tree, with .api files.
import { addRelease, readDefinitions } from "../dist/src/schema/index.js";

const [folder, release] = process.argv.slice(2);
if (folder === undefined || !/^\d\d\.\d\d$/.test(release ?? "")) {
  console.error("usage: npm run catalogue -- FOLDER RELEASE    (RELEASE such as 26.06)");
  process.exit(2);
}
try {
  const schema = readDefinitions(folder, release);
  addRelease(schema);
  const messages = [...schema.modules.values()].reduce((sum, module) => sum + module.messages.length, 0);
  console.log(`${release}: ${schema.modules.size} modules, ${messages} messages`);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
