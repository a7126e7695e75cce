import { compareDec, type Dec, subDec, ZERO } from "../../lib/decimal.js";
import { err, ok, type Result } from "../../lib/result.js";
import type { FundEvent, FundRefusal } from "../../domain/fund-event.js";
import { cashUsd, type FundState, type Payables } from "./fund-state.js";
import { isPositive } from "./money.js";

type Payment = Extract<FundEvent, { readonly type: "money.paid" }>;

/** Money that left the fund's bank for what was owed. Errors: more than is owed, or than there is. */
export function payOut(state: FundState, payment: Payment): Result<FundState, FundRefusal> {
  const { amountUsd } = payment;
  const owed = owedTo(state.payable, payment);
  if (!isPositive(amountUsd) || compareDec(amountUsd, owed) > 0) {
    return err({
      code: "not_owed",
      message: `${amountUsd} USD for ${payment.to} ${payment.id ?? ""}: ${owed} is owed`,
    });
  }
  if (compareDec(amountUsd, cashUsd(state)) > 0) {
    const message = `the fund's bank has ${cashUsd(state)} USD: withdraw from a venue first`;
    return err({ code: "no_cash", message });
  }
  const left = subDec(owed, amountUsd);
  return ok({ ...state, moneyUsd: subDec(state.moneyUsd, amountUsd), payable: after(state.payable, payment, left) });
}

function owedTo({ managementUsd, performanceUsd, redemptions }: Payables, { to, id }: Payment): Dec {
  if (to === "management_fee") return managementUsd;
  if (to === "performance_fee") return performanceUsd;
  return redemptions[id ?? ""] ?? ZERO;
}

function after(payable: Payables, { to, id }: Payment, left: Dec): Payables {
  if (to === "management_fee") return { ...payable, managementUsd: left };
  if (to === "performance_fee") return { ...payable, performanceUsd: left };
  const { [id ?? ""]: _paid, ...others } = payable.redemptions;
  return { ...payable, redemptions: isPositive(left) ? { ...others, [id ?? ""]: left } : others };
}
