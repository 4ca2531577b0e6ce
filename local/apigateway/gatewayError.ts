/** Something that API Gateway answers itself, in its own words. */
export class GatewayError extends Error {
	/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html */
	readonly responseType: string;
	/** Unless the declared response has another. */
	readonly status: number;

	constructor(responseType: string, status: number, message: string) {
		super(message);
		this.responseType = responseType;
		this.status = status;
	}
}
