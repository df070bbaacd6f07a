/** The one part of undici that the proxy uses. All of it would take three times as long to load, and 10 MB more. */
declare module "undici/lib/dispatcher/pool.js" {
  import { Pool } from "undici";
  export default Pool;
}
