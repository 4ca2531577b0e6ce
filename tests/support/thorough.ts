/** Whether tests take minutes: what is drawn at random more often, and Amazon's own DynamoDB Local beside ours. */
export const isThorough = process.env.THOROUGH === "1";
