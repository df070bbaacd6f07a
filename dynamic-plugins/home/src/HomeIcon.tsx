export function HomeIcon() {
  return (
    <svg
      width="24"
      height="24"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d="M3.5 11 12 4l8.5 7" strokeLinecap="round" />
      <path d="M5.5 9.5V20h13V9.5M10 20v-6h4v6" />
    </svg>
  );
}
