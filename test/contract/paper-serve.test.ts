import { PAPER_SERVE } from "./support/socket-bench.js";
import { describeBrokerContract } from "./support/describe-broker-contract.js";

describeBrokerContract(PAPER_SERVE);
