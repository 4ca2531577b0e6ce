/** Whether tests may take minutes: they draw more random cases and compare with Amazon's DynamoDB Local. */
export const isThorough = process.env.THOROUGH === "1";
