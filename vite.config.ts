import { vitePlugin as remix } from "@remix-run/dev";
import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";
import { denyImports } from "vite-env-only";
import remixConfig from "./remix.config.js";

declare module "@remix-run/node" {
  interface Future {
    v3_singleFetch: true;
  }
}

export default defineConfig({
  plugins: [
    // The database never reaches the browser (house.md, law 1); files named *.server the Remix plugin refuses by itself.
    denyImports({ client: { files: ["db/**"] } }),
    tailwindcss(),
    remix(remixConfig),
  ],
  build: { target: "es2022" },
  optimizeDeps: { entries: ["app/root.tsx", "app/routes/**/*.tsx"] },
});
