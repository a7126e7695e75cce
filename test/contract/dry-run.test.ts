import { DRY_RUN } from "./support/dry-run-bench.js";
import { describeBrokerContract } from "./support/describe-broker-contract.js";

describeBrokerContract(DRY_RUN);
