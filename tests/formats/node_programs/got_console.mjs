import got from "got";
import { each, headers, now } from "./calls.mjs";

await each(
  (method, url, timeout) => got(url, { method, headers, timeout: { request: timeout }, retry: { limit: 0 } }),
  (error) => console.log(now(), "call failed:", error),
);
