// Builds every island of src/islands into the package, beside what pages need of other people's libraries.
import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "src", "onrecord", "server", "static", "built");
const islands = (await readdir(join(here, "src", "islands"))).filter((name) => name.endsWith(".ts"));

// Files that are served as their packages have them, licences included: [from, to]
const { copies } = JSON.parse(await readFile(join(here, "copies.json"), "utf8"));

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await build({
  entryPoints: islands.map((name) => join(here, "src", "islands", name)),
  outdir: out,
  bundle: true,
  minify: true,
  format: "esm",
  splitting: true,
  target: "es2022",
  chunkNames: "chunk-[hash]",
  legalComments: "linked",
  logLevel: "warning",
});
for (const [from, to] of copies) await copyFile(join(here, "node_modules", from), join(out, to));

// What this was built from: an install whose sources have the same digest builds nothing (hatch_build.py)
async function* sources(folder) {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.name === "node_modules") continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sources(path);
    else yield path;
  }
}
const files = [];
for await (const path of sources(here)) files.push(relative(here, path).replaceAll("\\", "/"));
const digest = createHash("sha256");
for (const name of files.sort()) {
  digest.update(`${name}\0`);
  digest.update(await readFile(join(here, name)));
}
await writeFile(join(out, "built-from.txt"), `${digest.digest("hex")}\n`);
