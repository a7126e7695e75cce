import { describeBrokerContract } from "./support/describe-broker-contract.js";
import { RECORDED } from "./support/recorded-bench.js";

describeBrokerContract(RECORDED);
