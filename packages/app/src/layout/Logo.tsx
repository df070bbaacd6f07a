/** Scenery on its lines, flown in from the loft: two flats hang from a batten at different heights. */
export function Logo({ size = 32 }: { readonly size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 32 32"
      aria-hidden="true"
      focusable="false"
    >
      <path
        d="M4 5.5h24"
        stroke="#f6b44b"
        strokeWidth="3"
        strokeLinecap="round"
      />
      <path d="M10.5 6v8M22 6v4.5" stroke="#8f8aa8" strokeWidth="1.6" />
      <rect x="4.5" y="14" width="13" height="13" rx="3" fill="#8b83ff" />
      <rect x="15" y="10.5" width="12.5" height="10" rx="3" fill="#f6b44b" />
    </svg>
  );
}
