import OpenAI from "openai";
import { base, each, headers, now } from "./calls.mjs";

const write = (...parts) => console.log(now(), ...parts);
const client = new OpenAI({
  apiKey: "sk-none",
  baseURL: base,
  defaultHeaders: headers,
  logLevel: "debug",
  logger: { debug: write, info: write, warn: write, error: write },
  maxRetries: 0,
});
await each(
  (method, url, timeout) => client.request({ method: method.toLowerCase(), path: url.slice(base.length), timeout }),
  () => {},
);
