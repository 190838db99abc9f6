import axios from "axios";
import { each, headers, now } from "./calls.mjs";

await each(
  (method, url, timeout) => axios.request({ method, url, timeout, headers }),
  (error) => console.log(now(), "call failed:", error),
);
