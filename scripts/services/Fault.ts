/** What goes wrong. Offsets and lengths count bytes of the body. */
type FaultKind =
  | { readonly kind: "flip"; readonly offset: number }
  /** Ends the connection in the middle of the body that was announced. */
  | { readonly kind: "truncate"; readonly after: number }
  /** A complete answer whose body is shorter than it should be. */
  | { readonly kind: "short"; readonly length: number }
  /** The body, then zeros for as long as the client reads. */
  | { readonly kind: "endless" }
  | {
      readonly kind: "status";
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  | { readonly kind: "reset" }
  /** Takes the request and never answers. */
  | { readonly kind: "stall" }
  /** One byte of the body each `everyMs`. */
  | { readonly kind: "drip"; readonly everyMs: number }
  /** A log-in page with status 200. */
  | { readonly kind: "login" }
  | { readonly kind: "redirect"; readonly to: string }
  /** Passes on with other headers. */
  | {
      readonly kind: "headers";
      readonly headers: Readonly<Record<string, string>>;
    }
  /** Passes on another JSON document than the one that came. */
  | {
      readonly kind: "json";
      readonly edit: (document: unknown) => unknown;
    };

export type Fault = FaultKind & {
  /** Which requests, tested against `METHOD /path?query`. */
  readonly match: RegExp;
  /** How often; always where left out. */
  readonly times?: number;
};
