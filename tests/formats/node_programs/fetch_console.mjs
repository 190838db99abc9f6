import { each, headers, now } from "./calls.mjs";

await each(
  async (method, url, timeout) => {
    try {
      const signal = AbortSignal.timeout(timeout);
      const { status } = await fetch(url, { method, headers, signal });
      console.log(now(), method, url, status);
    } catch (error) {
      console.log(now(), method, url, error);
    }
  },
);
