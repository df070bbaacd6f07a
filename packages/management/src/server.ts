export { type Match, matchOperation } from "./server/matchOperation.ts";
export { type Description, readDescription } from "./server/readDescription.ts";
export { type Operation, readOperations } from "./server/readOperations.ts";
export {
  type CallContent,
  type RefusedCall,
  type ValidCall,
  isRefused,
  mediaTypeOf,
  validateCall,
} from "./server/validateCall.ts";
