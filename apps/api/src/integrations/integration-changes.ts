/** Channel on which every instance hears, by the tenant's id, that integrations changed or what calls to them depend on. */
export const INTEGRATION_CHANGES = 'ims_ai';
