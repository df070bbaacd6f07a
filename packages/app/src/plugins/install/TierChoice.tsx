import type { InstallRequest } from "@flyloft/management";
import { Radio, RadioGroup } from "@backstage/ui";
import { PrivilegeNotice } from "../../management/PrivilegeNotice.tsx";
import styles from "./TierChoice.module.css";

export type Tier = NonNullable<InstallRequest["isolation"]>;

const TIERS: readonly (readonly [Tier, string, string])[] = [
  [
    "none",
    "In the portal’s own process",
    "Fastest, and trusted with everything.",
  ],
  [
    "process",
    "A process of its own",
    "When it crashes or leaks, nothing else does.",
  ],
  [
    "sandbox",
    "A fenced process",
    "It also reaches only what it was granted, as far as this machine can fence it in.",
  ],
];

export interface TierChoiceProps {
  readonly tier: Tier;
  readonly isPrivileged: boolean;
  readonly onChange: (tier: Tier) => void;
}

/** Where backend code is to run, with what that means. */
export function TierChoice({ tier, isPrivileged, onChange }: TierChoiceProps) {
  return (
    <>
      {isPrivileged && (
        <PrivilegeNotice action="Trust its publisher as you trust the portal, or let it run apart:" />
      )}
      <RadioGroup
        label="Where its backend code runs"
        value={tier}
        onChange={(value) => onChange(value as Tier)}
      >
        {TIERS.map(([id, title, text]) => (
          <Radio key={id} value={id}>
            <span className={styles.tier}>
              <b>{title}</b>
              <small>{text}</small>
            </span>
          </Radio>
        ))}
      </RadioGroup>
    </>
  );
}
