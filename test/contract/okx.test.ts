import { OKX } from "./support/okx-bench.js";
import { describeBrokerContract } from "./support/describe-broker-contract.js";

describeBrokerContract(OKX);
