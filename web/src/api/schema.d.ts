// contract b7bb9185d3881fb32fa4b096a1e207adc16a2b2385fb94b1578b96ce70315f04
// Written by npm run types; do not edit.
export interface paths {
    "/v1/outages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Machines out of service */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Outages */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/devices/{id}/out-of-service": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a machine out of service
         * @description No work is planned on it. What only a crane reaches is not promised and not released; what a sorter was to sort is
         *     carried to the benches by people.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Reason"];
                };
            };
            responses: {
                /** @description The outage */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Outage"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/devices/{id}/in-service": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a machine into service again */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description It is */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/zones": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Zones that can be closed */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Zones */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/zones/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A zone */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The zone */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Zone"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        /** Set a zone's rectangle */
        put: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewZone"];
                };
            };
            responses: {
                /** @description The zone */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Zone"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/zones/{id}/evacuate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop the vehicles of a zone and hand out no work there, as for a fire alarm */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Reason"];
                };
            };
            responses: {
                /** @description The zone */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Zone"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/zones/{id}/restrict": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let nobody and nothing into a zone; what is inside ends its work */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Reason"];
                };
            };
            responses: {
                /** @description The zone */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Zone"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/zones/{id}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Open a zone again; its vehicles drive on */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The zone */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Zone"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How one logs in here */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The ways */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["LoginOptions"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        /**
         * Open a session
         * @description Sets the cookie `aisle_session`, HttpOnly and SameSite=Strict. Five wrong PINs lock the badge for five minutes (429 `locked_out`).
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Login"];
                };
            };
            responses: {
                /** @description The session */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Session"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End the session */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Ended */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who am I? */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The caller */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Me"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List API tokens */
        get: {
            parameters: {
                query?: {
                    /** @description the cursor that the last page answered as next */
                    after?: components["parameters"]["after"];
                    /** @description the same as after */
                    cursor?: components["parameters"]["cursor"];
                    limit?: components["parameters"]["limit"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Tokens */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        /**
         * Make an API token
         * @description The secret is in this answer only, so an Idempotency-Key is refused.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewToken"];
                };
            };
            responses: {
                /** @description The token with its secret */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Token"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke an API token */
        delete: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Revoked */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Problem"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/alarms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Alarms that stand, or the last that are over */
        get: {
            parameters: {
                query?: {
                    state?: "standing" | "past";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Alarms */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/alarms/{id}/acknowledge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say that somebody looks at an alarm; it is not passed on any more */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        note?: string;
                    };
                };
            };
            responses: {
                /** @description The alarm */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AlarmCase"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/alarms/{id}/assign": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give an alarm to somebody */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        owner: string;
                    };
                };
            };
            responses: {
                /** @description The alarm */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AlarmCase"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/alarm-rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** To whom alarms are passed on */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Rules */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/alarm-rules/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Set a rule */
        put: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewAlarmRule"];
                };
            };
            responses: {
                /** @description The rule */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AlarmRule"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        post?: never;
        /** Take a rule away */
        delete: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description It is gone */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Problem"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What somebody must deal with, the latest first */
        get: {
            parameters: {
                query?: {
                    state?: "open" | "done";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Alerts */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/alerts/{id}/acknowledge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say that somebody deals with it */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AlertChange"];
                };
            };
            responses: {
                /** @description The alert */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Alert"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/alerts/{id}/assign": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give it to somebody */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AlertChange"];
                };
            };
            responses: {
                /** @description The alert */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Alert"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/alerts/{id}/snooze": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Put it off for some hours */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AlertChange"];
                };
            };
            responses: {
                /** @description The alert */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Alert"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/alerts/{id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say that it is dealt with: its rule stays quiet for a week */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AlertChange"];
                };
            };
            responses: {
                /** @description The alert */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Alert"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/alert-measures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a rule may watch */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Figures of the board and measures that list what is wrong */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/alert-rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is watched, and who deals with it */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Rules */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/alert-rules/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Watch a measure */
        put: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AlertRule"];
                };
            };
            responses: {
                /** @description The rule */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AlertRule"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        post?: never;
        /** Watch it no more */
        delete: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Deleted */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Problem"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/allocation-rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Planners' rules of allocation that are in force */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Rules */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/allocation-rules/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A rule and all it was before */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The rule */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RuleHistory"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        /**
         * Set a rule
         * @description In force at once: promises, previews and replans keep to it. What waited and may be served now is served.
         */
        put: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewAllocationRule"];
                };
            };
            responses: {
                /** @description The rule */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AllocationRule"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        post?: never;
        /** Take a rule away */
        delete: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description It is gone */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Problem"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/items/{sku}/to-promise": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What can be promised of an item, now and with each announced arrival */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    sku: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Now and by date */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ToPromise"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/allocations/what-if": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The latest 50 what-ifs, the newest first */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Reports */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        /**
         * Plan what is not released as if something were otherwise
         * @description On a snapshot, and nothing of it is carried out. `now` are the promises as they stand, `base` is the best plan found for things as they are, `changed` for things as asked; both may make promises later. Rules and opportunity prices are left out.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["WhatIf"];
                };
            };
            responses: {
                /** @description The report */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WhatIfReport"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/allocations/what-if/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A what-if */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The report */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WhatIfReport"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/allocations/compare": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The changed plans of two what-ifs side by side */
        get: {
            parameters: {
                query: {
                    a: string;
                    b: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Both, and b less a */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WhatIfCompared"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/appointments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the trucks' times at docks */
        get: {
            parameters: {
                query?: {
                    warehouse?: string;
                    /** @description the cursor that the last page answered as next */
                    after?: components["parameters"]["after"];
                    /** @description the same as after */
                    cursor?: components["parameters"]["cursor"];
                    limit?: components["parameters"]["limit"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Appointments */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        /**
         * Book a truck's time at a dock
         * @description Two may not overlap at one dock (`dock_taken`).
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Appointment"];
                };
            };
            responses: {
                /** @description The appointment */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Appointment"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/appointments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An appointment */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The appointment */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Appointment"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/appointments/{id}/arrive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The truck is here */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The appointment */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Appointment"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/appointments/{id}/leave": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The truck has left; its dock is free */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The appointment */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Appointment"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/appointments/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The truck will not come */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The appointment */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Appointment"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit/stock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Stock as it was
         * @description Recomputed from the journal's write-sets, archived ones included, so it
         *     takes time in proportion to the journal up to there; one at a time.
         */
        get: {
            parameters: {
                query: {
                    /** @description a time (RFC 3339) or the number of a journal record */
                    as_of: string;
                    sku?: string;
                    /** @description a warehouse's id; a caller with one warehouse need not name it */
                    warehouse?: components["parameters"]["warehouse"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description What lay where */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["StockAsOf"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit/records": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who did what, when, from where and why
         * @description The journal's commands, oldest first, archived ones included. A request
         *     looks at so many records only: a page may be empty and next still say
         *     where to go on.
         */
        get: {
            parameters: {
                query?: {
                    /** @description an id that an event of the command is about or names */
                    subject?: string;
                    /** @description a user */
                    actor?: string;
                    from?: string;
                    /** @description not included */
                    to?: string;
                    /** @description the cursor that the last page answered as next */
                    after?: components["parameters"]["after"];
                    /** @description the same as after */
                    cursor?: components["parameters"]["cursor"];
                    limit?: components["parameters"]["limit"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Commands */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/board": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The supply-chain board: figures of a span of days of the network, a warehouse or an item */
        get: {
            parameters: {
                query?: {
                    /** @description first day, UTC; default 27 days before to */
                    from?: string;
                    /** @description last day; default today */
                    to?: string;
                    /** @description default the network, for who may see all of it */
                    warehouse?: string;
                    /** @description one item */
                    sku?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The board */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Board"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/board/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The board's figures, or its items, as a table */
        get: {
            parameters: {
                query?: {
                    /** @description first day, UTC; default 27 days before to */
                    from?: string;
                    /** @description last day; default today */
                    to?: string;
                    /** @description default the network, for who may see all of it */
                    warehouse?: string;
                    /** @description one item */
                    sku?: string;
                    format?: "csv" | "xlsx";
                    of?: "figures" | "items";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The table */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/csv": string;
                        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/board/figures/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The events behind a figure, oldest first; a page may be short, or empty, and still have a next one */
        get: {
            parameters: {
                query?: {
                    /** @description first day, UTC; default 27 days before to */
                    from?: string;
                    /** @description last day; default today */
                    to?: string;
                    /** @description default the network, for who may see all of it */
                    warehouse?: string;
                    /** @description one item */
                    sku?: string;
                    limit?: components["parameters"]["limit"];
                    /** @description the cursor that the last page answered as next */
                    after?: components["parameters"]["after"];
                    /** @description the same as after */
                    cursor?: components["parameters"]["cursor"];
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A page */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            data: components["schemas"]["BoardEvent"][];
                            next: string | null;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stock-care": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Stock that expires, does not sell or lasts too long, and what to do about it; looked at again after six hours */
        get: {
            parameters: {
                query?: {
                    warehouse?: string;
                    class?: "expiring" | "dead" | "excess" | "slow" | "new";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description What is worth most first, at most 1000 items */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["StockCareReport"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stock-care/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same as a table, whole */
        get: {
            parameters: {
                query?: {
                    warehouse?: string;
                    class?: "expiring" | "dead" | "excess" | "slow" | "new";
                    format?: "csv" | "xlsx";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description CSV or XLSX */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/csv": string;
                        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/carriers/{id}/services": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Services of a carrier with their rates */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Services of a carrier with their rates */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/carriers/{id}/services/{service}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Set a service and its rate table */
        put: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                    service: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CarrierService"];
                };
            };
            responses: {
                /** @description Set a service and its rate table */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CarrierService"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/quotes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Which service would carry a parcel, and why; nothing is written */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["QuoteQuery"];
                };
            };
            responses: {
                /** @description Which service would carry a parcel */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CarrierChoice"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/carriers/{id}/ranges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tracking numbers given by a carrier, and how many are left */
        get: {
            parameters: {
                query?: {
                    warehouse?: string;
                };
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Tracking numbers given by a carrier */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/carriers/{id}/ranges/{range}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Set a range of tracking numbers of a warehouse */
        put: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                    range: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NumberRange"];
                };
            };
            responses: {
                /** @description Set a range of tracking numbers of a warehouse */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["NumberRange"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/carriers/{id}/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How a carrier's own system is spoken with, and how it is */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description How a carrier's own system is spoken with */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CarrierLinkView"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        /** Set how a carrier's own system is spoken with */
        put: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewCarrierLink"];
                };
            };
            responses: {
                /** @description Set how a carrier's own system is spoken with */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CarrierLinkView"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/carriers/{id}/tracking": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tracking events of a carrier, each taken once */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["TrackingEvents"];
                };
            };
            responses: {
                /** @description Tracking events of a carrier */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shipments/{id}/tracking": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where the cartons of a shipment are, with proof of delivery */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Where the cartons of a shipment are */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ShipmentTracking"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shipments/{id}/carrier": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who carries a shipment and why, or who would */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Who carries a shipment and why */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CarrierChoice"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        /** Force a carrier's service for a shipment */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ForcedService"];
                };
            };
            responses: {
                /** @description Force a carrier's service for a shipment */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CarrierChoice"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/waybills": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Waybills of a warehouse */
        get: {
            parameters: {
                query?: {
                    warehouse?: string;
                    status?: components["schemas"]["WaybillStatus"];
                    /** @description the cursor that the last page answered as next */
                    after?: components["parameters"]["after"];
                    /** @description the same as after */
                    cursor?: components["parameters"]["cursor"];
                    limit?: components["parameters"]["limit"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Waybills of a warehouse */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/waybills/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A waybill */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A waybill */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Waybill"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/waybills/{id}/number": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Type the number that a person has from the carrier */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["WaybillNumber"];
                };
            };
            responses: {
                /** @description Type the number that a person has from the carrier */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Waybill"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/waybills/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask again for a waybill that was refused or waits */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Ask again for a waybill that was refused or waits */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Waybill"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tracking/{carrier}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tracking events from a carrier's own system, signed, each taken once
         * @description `X-Data-Digest` is the base64 of the MD5 over the body followed by the secret, or of HMAC-SHA256 over the body, as
         *     the carrier's link says. An event is known by its id: one that came before is answered as `repeated`. Each event
         *     is judged on its own. What else a carrier writes into an event is not kept.
         */
        post: {
            parameters: {
                query?: never;
                header: {
                    "X-Data-Digest": string;
                };
                path: {
                    carrier: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["TrackingEvents"];
                };
            };
            responses: {
                /** @description What became of each event */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/channels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Ways to sell */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Channels */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/channels/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A channel */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The channel */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Channel"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        /** Set a channel's fences and buffers */
        put: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Channel"];
                };
            };
            responses: {
                /** @description The channel */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Channel"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/channels/{id}/availability": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a channel can sell, of one item or of all it was told of */
        get: {
            parameters: {
                query?: {
                    sku?: string;
                    /** @description the cursor that the last page answered as next */
                    after?: components["parameters"]["after"];
                    /** @description the same as after */
                    cursor?: components["parameters"]["cursor"];
                    limit?: components["parameters"]["limit"];
                };
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Availability */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/hosts/{id}/comparisons": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Comparisons, newest first, without their differences */
        get: {
            parameters: {
                query?: {
                    /** @description the cursor that the last page answered as next */
                    after?: components["parameters"]["after"];
                    /** @description the same as after */
                    cursor?: components["parameters"]["cursor"];
                    limit?: components["parameters"]["limit"];
                };
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Comparisons */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        /**
         * Set the host's stock against ours; each difference is explained by events
         * @description The host's whole stock, at most 100,000 rows: JSON, or a CSV or XLSX file with the columns warehouse, sku, qty.
         *     `at` is the site time at which it was so (default now), as a parameter or in the JSON.
         */
        post: {
            parameters: {
                query?: {
                    at?: string;
                };
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewComparison"];
                    "text/csv": string;
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                };
            };
            responses: {
                /** @description The differences */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Comparison"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/hosts/{id}/comparisons/{n}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A comparison */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                    n: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The comparison */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Comparison"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/devices/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** How far one gets towards a machine: its address, the session, its last word, whether it may work; nothing is told to it */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Step by step */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConnectionTest"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List counts */
        get: {
            parameters: {
                query?: {
                    /** @description a warehouse's id; a caller with one warehouse need not name it */
                    warehouse?: components["parameters"]["warehouse"];
                    /** @description the cursor that the last page answered as next */
                    after?: components["parameters"]["after"];
                    /** @description the same as after */
                    cursor?: components["parameters"]["cursor"];
                    limit?: components["parameters"]["limit"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Counts without their locations */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        /**
         * Count locations
         * @description A task of kind count per location. Blind unless `show_expected`. While a
         *     location is counted nobody may begin to take from it or put to it (409
         *     `location_in_count`). Differences above the recount limit are counted
         *     again by somebody else, above the approval limit they wait for a
         *     supervisor who did not count.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewCount"];
                };
            };
            responses: {
                /** @description The count */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Count"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/counts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A count with its locations and differences */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The count */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Count"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/counts/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Book the differences that wait for approval, or not (reject) */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CountVerdict"];
                };
            };
            responses: {
                /** @description The count */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Count"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/counts/{id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Book the differences that wait for approval, or not (reject) */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CountVerdict"];
                };
            };
            responses: {
                /** @description The count */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Count"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/counts/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give up what of a count is not done */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The count */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Count"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/warehouses/{id}/stock-settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A warehouse's limits for counts and adjustments */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The settings */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["StockSettings"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        /** Replace a warehouse's limits for counts and adjustments */
        put: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["StockSettings"];
                };
            };
            responses: {
                /** @description The settings */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["StockSettings"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/empties/types": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Types of returnable load carriers */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Types */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/empties/types/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Create or replace a type of returnable load carriers */
        put: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["EmptyType"];
                };
            };
            responses: {
                /** @description The type */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["EmptyType"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/warehouses/{id}/empties": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many empties lie where */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description By type and place */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/warehouses/{id}/empties/balances": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What each partner owes of empties */
        get: {
            parameters: {
                query?: {
                    partner?: string;
                };
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description By partner and type */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/warehouses/{id}/empties/moves": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Empties received, given, moved and corrected */
        get: {
            parameters: {
                query?: {
                    /** @description the cursor that the last page answered as next */
                    after?: components["parameters"]["after"];
                    /** @description the same as after */
                    cursor?: components["parameters"]["cursor"];
                    limit?: components["parameters"]["limit"];
                };
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Moves */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        /**
         * Book empties received from a partner, given to one, moved or corrected
         * @description Each side is a place or a partner (`supplier:ID`, `carrier:ID`, `owner:ID`). A side that is left out is a correction,
         *     which needs a `note`; with a `receipt` the side left out on the way in is its supplier.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewEmptiesMove"];
                };
            };
            responses: {
                /** @description The move */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["EmptiesMove"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/warehouses/{id}/empties/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask people to bring empties from one place to another */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["EmptiesTask"];
                };
            };
            responses: {
                /** @description The task */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Task"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/kpis": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Indicators of a span of time */
        get: {
            parameters: {
                query?: {
                    /** @description default the beginning */
                    from?: string;
                    /** @description default now */
                    to?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Figures by name */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            [key: string]: number;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happened, as pages or as a stream
         * @description With `Accept: text/event-stream` the events come as they happen: `id` is
         *     the sequence, `event` the type, `data` the event. `Last-Event-ID` goes on
         *     where a broken stream ended; without it and without `after` the stream
         *     starts at the end. With `live` it also carries `floor.live`, the picture
         *     of GET /v1/live, at most ten times a second and without an id.
         */
        get: {
            parameters: {
                query?: {
                    /** @description the sequence behind which to begin */
                    after?: number;
                    limit?: number;
                    /** @description a warehouse; streams only */
                    live?: string;
                };
                header?: {
                    "Last-Event-ID"?: number;
                };
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Events */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["EventPage"];
                        "text/event-stream": string;
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exports/{kind}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All rows of a kind as CSV or XLSX, at most 500,000
         * @description A text that a spreadsheet would take for a formula has an apostrophe in front.
         */
        get: {
            parameters: {
                query?: {
                    format?: "csv" | "xlsx";
                };
                header?: never;
                path: {
                    kind: "items" | "locations" | "stock" | "orders" | "tasks" | "receipts";
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The file */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/csv": string;
                        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/epcis/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happened, as an EPCIS 2.0 document in JSON-LD
         * @description Receiving, put-away, picking, packing, holding, corrections and shipping of a span of time, in the words of the Core
         *     Business Vocabulary 2.0. The header `Link` with `rel="next"` names the next document, if there is one.
         */
        get: {
            parameters: {
                query?: {
                    from?: string;
                    to?: string;
                    /** @description the cursor that the last page answered as next */
                    after?: components["parameters"]["after"];
                    /** @description the same as after */
                    cursor?: components["parameters"]["cursor"];
                    limit?: components["parameters"]["limit"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The document */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            "@context": unknown[];
                            /** @constant */
                            type: "EPCISDocument";
                            /** @constant */
                            schemaVersion: "2.0";
                            /** Format: date-time */
                            creationDate: string;
                            epcisBody: {
                                eventList: Record<string, never>[];
                            };
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/forecasts/accuracy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How right the forecasts were that were used, over the last whole weeks */
        get: {
            parameters: {
                query?: {
                    /** @description warehouse if not given; item needs a warehouse and reaches back 26 weeks at most */
                    by?: "item" | "family" | "warehouse" | "network";
                    warehouse?: string;
                    weeks?: number;
                    /** @description the cursor that the last page answered as next */
                    after?: components["parameters"]["after"];
                    /** @description the same as after */
                    cursor?: components["parameters"]["cursor"];
                    limit?: components["parameters"]["limit"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Accuracy */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/heat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shelves and racks from above, by how full, how quick or how old */
        get: {
            parameters: {
                query?: {
                    /** @description a warehouse's id; a caller with one warehouse need not name it */
                    warehouse?: components["parameters"]["warehouse"];
                    /** @description fill if left out: per mille of the places that hold something; velocity: thousandths of units a day promised of what lies there, over the last week; age: days since it was put there, of what lies longest */
                    by?: "fill" | "velocity" | "age";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The bays; at most five seconds old */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Heat"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/hosts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The other systems and how far their messages are */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Hosts */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/hosts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A host and how far its messages are */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The host */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Host"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        /**
         * Connect another system, or change the connection
         * @description A new host is told what happens from then on. Without `secret` the old one stays.
         */
        put: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewHost"];
                };
            };
            responses: {
                /** @description The host */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Host"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/hosts/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The delivery log, oldest first */
        get: {
            parameters: {
                query?: {
                    /** @description the cursor that the last page answered as next */
                    after?: components["parameters"]["after"];
                    /** @description the same as after */
                    cursor?: components["parameters"]["cursor"];
                    limit?: components["parameters"]["limit"];
                };
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Deliveries */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/hosts/{id}/parked": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Messages that the host refuses, and what waits behind them under the same key */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Messages */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/hosts/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send again everything from a sequence number on */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Replay"];
                };
            };
            responses: {
                /** @description The host */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Host"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/hosts/{id}/drop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give up a parked message that the host will never take */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Drop"];
                };
            };
            responses: {
                /** @description The host */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Host"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inbox/{host}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Orders from a host, signed, each exactly once
         * @description The body is one order or a list of at most 1,000, signed by `Aisle-Timestamp` (seconds since 1970, at most five
         *     minutes off) and `Aisle-Signature` (`v1=` and the hex of HMAC-SHA256 with the host's secret over timestamp, a dot
         *     and the body). An order that came before is answered as `repeated` and not placed again; with other content under
         *     the same id it is refused with `order_differs`. Of a list each order is judged on its own.
         */
        post: {
            parameters: {
                query?: never;
                header: {
                    "Aisle-Timestamp": string;
                    "Aisle-Signature": string;
                };
                path: {
                    host: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewOrder"] | components["schemas"]["NewOrder"][];
                };
            };
            responses: {
                /** @description The order came before, or what became of each order of a list */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["InboxResult"] | (components["schemas"]["List"] & {
                            data?: unknown;
                        });
                    };
                };
                /** @description The order is accepted */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["InboxResult"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/imports/{kind}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import a CSV or XLSX file, all of its rows or none
         * @description The file is the body, or the one file of a form. Its first row names
         *     the columns, in any order:
         *     `items`: sku, description, length_mm, width_mm, height_mm, weight_g, gtin, case_qty, pallet_qty, class, value_minor;
         *     `locations`: warehouse, id, kind, zone, x_mm, y_mm, aisle, bay, level, capacity_hu,
         *     side, depth, device, pnd, chute, max_volume_mm3, max_weight_g, temperature, hazards, classes (blanks between), mixed, blocked:
         *     what may be put into places of the site file;
         *     `stock`: warehouse, location, sku, qty, lot, handling_unit;
         *     `orders`, one row per line: id, sku, qty, country, name, address, postcode, phone, email, lat, lon, channel, service,
         *     ship_by, allow_backorder;
         *     `receipts` (announced deliveries), one row per line: id, warehouse, supplier, expected_at, sku, qty, lot, expires;
         *     `pick-faces`: warehouse, location, sku, min, max.
         *     Wrong rows are listed in the problem `import_refused` as `errors`, the first 100 of `error_count`.
         */
        post: {
            parameters: {
                query?: {
                    /** @description check everything and write nothing */
                    dry_run?: boolean;
                };
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    kind: "items" | "locations" | "stock" | "orders" | "receipts" | "pick-faces";
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "text/csv": string;
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                    "multipart/form-data": {
                        file?: string;
                    };
                };
            };
            responses: {
                /** @description What was imported */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ImportReport"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/receipts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List deliveries */
        get: {
            parameters: {
                query?: {
                    /** @description the cursor that the last page answered as next */
                    after?: components["parameters"]["after"];
                    /** @description the same as after */
                    cursor?: components["parameters"]["cursor"];
                    limit?: components["parameters"]["limit"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Deliveries */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        /** Announce a delivery */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Receipt"];
                };
            };
            responses: {
                /** @description The delivery */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Receipt"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/receipts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A delivery */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The delivery */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Receipt"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/receipts/{id}/lines": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Receive what came off the truck */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ReceiveLine"];
                };
            };
            responses: {
                /** @description The delivery */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Receipt"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/receipts/{id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Close a delivery */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The delivery */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Receipt"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inspections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List quality inspections */
        get: {
            parameters: {
                query?: {
                    warehouse?: string;
                    status?: "waiting" | "accepted" | "rejected";
                    /** @description the cursor that the last page answered as next */
                    after?: components["parameters"]["after"];
                    /** @description the same as after */
                    cursor?: components["parameters"]["cursor"];
                    limit?: components["parameters"]["limit"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Inspections */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inspections/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A quality inspection */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The inspection */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["QualityInspection"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inspections/{id}/result": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What the sample showed
         * @description With up to `accept` defective units the goods are released, with `reject` or more they are held.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SampleResult"];
                };
            };
            responses: {
                /** @description The inspection */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["QualityInspection"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stock/adjustments/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Decide about an adjustment above the limit
         * @description By somebody else than who asked for it.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The adjustment */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PendingAdjustment"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stock/adjustments/{id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Decide about an adjustment above the limit
         * @description By somebody else than who asked for it.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The adjustment */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PendingAdjustment"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stock/holds/{id}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Release a hold
         * @description What another hold covers stays held; what expired meanwhile is expired.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The hold */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["HoldRecord"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stock/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make units damaged, quarantined, expired, held or available, or scrap them */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["StatusChange"];
                };
            };
            responses: {
                /** @description How many units changed and which promises lost theirs */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Changed"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stock/lots": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Correct the lot or expiry of units */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["LotCorrection"];
                };
            };
            responses: {
                /** @description How many units changed and which promises lost theirs */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Changed"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stock/expiry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sweep expired stock out of sale now
         * @description It also happens by itself every day of the warehouse's calendar.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        warehouse?: string;
                    };
                };
            };
            responses: {
                /** @description What it found */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Swept"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/serials/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where the unit with a serial is, and its history */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The serial's history */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SerialHistory"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/items/{sku}/bom": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a kit is made of */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    sku: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The bill of materials */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BillOfMaterials"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        /** Set what a kit is made of */
        put: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    sku: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["BillOfMaterials"];
                };
            };
            responses: {
                /** @description The bill of materials */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BillOfMaterials"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/assemblies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Set components aside to make kits, or kits to take them apart */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewAssembly"];
                };
            };
            responses: {
                /** @description The assembly */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Assembly"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/assemblies/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An assembly */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The assembly */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Assembly"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/assemblies/{id}/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Consume what was set aside and make what the assembly makes */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The assembly */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Assembly"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/assemblies/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Put what was set aside back into sale */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The assembly */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Assembly"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/labels/{label}/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A label, to look at or to print
         * @description The label of a handling unit with an SSCC (`sscc`), a carton with its address (`carton`), a place (`location`), a tote or pallet (`lpn`), an item or a person (`badge`; supervisors only). A carton's address is masked for those who do not need it; showing it is logged.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Where to look; needed for a location */
                    warehouse?: string;
                    format?: "png" | "pdf" | "zpl";
                    dpi?: 203 | 300;
                };
                header?: never;
                path: {
                    label: "sscc" | "carton" | "location" | "lpn" | "item" | "badge";
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The document */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "image/png": string;
                        "application/pdf": string;
                        "application/vnd.zebra-zpl": string;
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/warehouses/{id}/layout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The geometry of a warehouse, as a site file has it
         * @description The newest version, which the site runs with from its next start; the ETag is its number.
         */
        get: {
            parameters: {
                query?: {
                    /** @description the newest if left out; 0 is the site file's */
                    version?: number;
                };
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The layout */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SiteLayout"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        /**
         * Save a draft as the next version
         * @description It is checked as a site file is (422 `layout_faulty` with `findings`), and refused
         *     (409 `layout_orphans`) if a place would be gone that holds stock or a handling unit, or
         *     that a task or transport goes from or to. The site runs with it from its next start.
         */
        put: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewLayout"];
                };
            };
            responses: {
                /** @description The version */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["LayoutVersion"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/warehouses/{id}/layout/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What is wrong with a draft, and where; writes nothing */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        layout: Record<string, never>;
                    };
                };
            };
            responses: {
                /** @description Findings */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/warehouses/{id}/layout/import-lif": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The newest layout with the roadmap of a file in the Layout Interchange Format, as a draft; writes nothing */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description the text of the file */
                        file: string;
                        /** @description take the edges of this type; all if left out */
                        vehicle_type?: string;
                    };
                };
            };
            responses: {
                /** @description The draft */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["LayoutDraft"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/warehouses/{id}/layout/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The saved versions, the newest first; at most 200 are kept */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Versions */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/warehouses/{id}/layout/versions/{n}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Save an earlier version once more, as the next; 0 is the site file's */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                    n: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The new version */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["LayoutVersion"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/warehouses/{id}/layout.lif.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The roadmap of a layout in the Layout Interchange Format (LIF 1.0) */
        get: {
            parameters: {
                query?: {
                    /** @description the newest if left out; 0 is the site file's */
                    version?: number;
                };
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The file */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": Record<string, never>;
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/warehouses/{id}/layout.yaml": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The layout as it stands in a site file */
        get: {
            parameters: {
                query?: {
                    /** @description the newest if left out; 0 is the site file's */
                    version?: number;
                };
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The part of the file */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/yaml": string;
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/transports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List transports */
        get: {
            parameters: {
                query?: {
                    /** @description a warehouse's id; a caller with one warehouse need not name it */
                    warehouse?: components["parameters"]["warehouse"];
                    status?: components["schemas"]["TransportStatus"];
                    /** @description the cursor that the last page answered as next */
                    after?: components["parameters"]["after"];
                    /** @description the same as after */
                    cursor?: components["parameters"]["cursor"];
                    limit?: components["parameters"]["limit"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Transports */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        /** Ask for a handling unit to be brought somewhere */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewTransport"];
                };
            };
            responses: {
                /** @description The transport */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Transport"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/transports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A transport and its missions */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The transport */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Transport"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/transports/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel a transport */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The transport */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Transport"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List devices */
        get: {
            parameters: {
                query?: {
                    /** @description a warehouse's id; a caller with one warehouse need not name it */
                    warehouse?: components["parameters"]["warehouse"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Devices */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/devices/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A device */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The device */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Device"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/devices/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Pause a device, resume it, or clear its fault */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The device */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Device"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/devices/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Pause a device, resume it, or clear its fault */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The device */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Device"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/devices/{id}/clear-fault": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Pause a device, resume it, or clear its fault */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The device */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Device"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/devices/{id}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A person's word that no vehicle is in a door or lift that is held for one nobody can ask */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The device */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Device"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/fleet": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The vehicles, what they do and what they wait for */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Vehicles */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The moving picture of a warehouse */
        get: {
            parameters: {
                query?: {
                    /** @description a warehouse's id; a caller with one warehouse need not name it */
                    warehouse?: components["parameters"]["warehouse"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The picture */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Live"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/manifests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the loads that carriers took or are taking */
        get: {
            parameters: {
                query?: {
                    /** @description a warehouse's id; a caller with one warehouse need not name it */
                    warehouse?: components["parameters"]["warehouse"];
                    status?: "open" | "loading" | "closed" | "handed_over" | "cancelled";
                    carrier?: string;
                    /** @description the cursor that the last page answered as next */
                    after?: components["parameters"]["after"];
                    /** @description the same as after */
                    cursor?: components["parameters"]["cursor"];
                    limit?: components["parameters"]["limit"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Manifests */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        /**
         * Open a manifest for a carrier, perhaps one route of it, at a dock
         * @description Where nobody opens one, the first shipment loaded opens one by itself; it ends with its day or when it is full.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewManifest"];
                };
            };
            responses: {
                /** @description The manifest */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Manifest"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/manifests/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A manifest */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Manifest"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/manifests/{id}/cartons": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is on it, in the order of loading */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description ManifestCartons */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        /**
         * Scan a carton onto the truck
         * @description The last carton of a shipment ships it. Of another carrier or route, cancelled, taken out, not packed whole or on a truck already - refused, with the reason.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ScanOn"];
                };
            };
            responses: {
                /** @description The answer */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ManifestScan"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/manifests/{id}/waiting": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Cartons that stand packed for it and are not on it */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description LeftBehinds */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/manifests/{id}/document": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The manifest as a page, as CSV or as PDF */
        get: {
            parameters: {
                query?: {
                    format?: "html" | "csv" | "pdf";
                };
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The document */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/html": string;
                        "text/csv": string;
                        "application/pdf": string;
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/manifests/{id}/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who took it */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ManifestProof"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/manifests/{id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End the loading; what stays behind is explained */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CloseManifest"];
                };
            };
            responses: {
                /** @description The answer */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Manifest"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/manifests/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give up an empty manifest */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Manifest"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/manifests/{id}/hand-over": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hand a closed load to its driver
         * @description The driver's name and signature are kept apart from journal and events, for 400 days.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["HandOver"];
                };
            };
            responses: {
                /** @description The answer */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Manifest"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List items */
        get: {
            parameters: {
                query?: {
                    /** @description the cursor that the last page answered as next */
                    after?: components["parameters"]["after"];
                    /** @description the same as after */
                    cursor?: components["parameters"]["cursor"];
                    limit?: components["parameters"]["limit"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Items */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/items/{sku}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sku: string;
            };
            cookie?: never;
        };
        /** An item */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    sku: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The item */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Item"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        /** Set an item */
        put: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    sku: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Item"];
                };
            };
            responses: {
                /** @description The item */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Item"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/items/{sku}/convert": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A quantity in another unit of measure, exact or refused */
        get: {
            parameters: {
                query?: {
                    qty?: number;
                    /** @description default the base unit */
                    from?: string;
                    /** @description default the base unit */
                    to?: string;
                };
                header?: never;
                path: {
                    sku: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The quantity */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            sku: string;
                            qty: number;
                            unit: string;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/warehouses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List warehouses */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Warehouses */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/warehouses/{id}/locations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List a warehouse's locations */
        get: {
            parameters: {
                query?: {
                    kind?: components["schemas"]["LocationKind"];
                    /** @description the cursor that the last page answered as next */
                    after?: components["parameters"]["after"];
                    /** @description the same as after */
                    cursor?: components["parameters"]["cursor"];
                    limit?: components["parameters"]["limit"];
                };
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Locations */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/layout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The still picture of a warehouse */
        get: {
            parameters: {
                query?: {
                    /** @description a warehouse's id; a caller with one warehouse need not name it */
                    warehouse?: components["parameters"]["warehouse"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The floor */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Floor"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/suppliers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List suppliers */
        get: {
            parameters: {
                query?: {
                    /** @description the cursor that the last page answered as next */
                    after?: components["parameters"]["after"];
                    /** @description the same as after */
                    cursor?: components["parameters"]["cursor"];
                    limit?: components["parameters"]["limit"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Suppliers */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/suppliers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Look up one of the suppliers */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Suppliers */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Supplier"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        /** Create or replace one of the suppliers */
        put: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Supplier"];
                };
            };
            responses: {
                /** @description Suppliers */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Supplier"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/quality-rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List quality rules */
        get: {
            parameters: {
                query?: {
                    /** @description the cursor that the last page answered as next */
                    after?: components["parameters"]["after"];
                    /** @description the same as after */
                    cursor?: components["parameters"]["cursor"];
                    limit?: components["parameters"]["limit"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Quality rules */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/quality-rules/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Look up one of the quality rules */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Quality rules */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["QualityRule"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        /** Create or replace one of the quality rules */
        put: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["QualityRule"];
                };
            };
            responses: {
                /** @description Quality rules */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["QualityRule"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/carriers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List carriers */
        get: {
            parameters: {
                query?: {
                    /** @description the cursor that the last page answered as next */
                    after?: components["parameters"]["after"];
                    /** @description the same as after */
                    cursor?: components["parameters"]["cursor"];
                    limit?: components["parameters"]["limit"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Carriers */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/carriers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Look up one of the carriers */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Carriers */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Carrier"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        /** Create or replace one of the carriers */
        put: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Carrier"];
                };
            };
            responses: {
                /** @description Carriers */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Carrier"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/owners": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List owners */
        get: {
            parameters: {
                query?: {
                    /** @description the cursor that the last page answered as next */
                    after?: components["parameters"]["after"];
                    /** @description the same as after */
                    cursor?: components["parameters"]["cursor"];
                    limit?: components["parameters"]["limit"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Owners */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/owners/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Look up one of the owners */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Owners */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Owner"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        /** Create or replace one of the owners */
        put: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Owner"];
                };
            };
            responses: {
                /** @description Owners */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Owner"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/owners/{id}/activities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was done with an owner's goods, by warehouse and day
         * @description Receipts, put-aways, picks, returns and storage days, with amounts by the owner's present rates.
         */
        get: {
            parameters: {
                query?: {
                    from?: string;
                    to?: string;
                };
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Activities */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/warehouses/{id}/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The settings of a warehouse */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The settings of a warehouse */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Settings"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        /** Change the settings of a warehouse */
        put: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Settings"];
                };
            };
            responses: {
                /** @description The settings of a warehouse */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Settings"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/warehouses/{id}/locations/{location}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What may be put into a place */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                    location: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description What may be put into a place */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Location"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        /** Change what may be put into a place */
        put: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                    location: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["LocationRule"];
                };
            };
            responses: {
                /** @description What may be put into a place */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Location"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/occasions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Known causes of demand, and what the last supply run learned of them */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Occasions */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/occasions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Set a promotion or a calendar occasion, past or to come */
        put: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Occasion"];
                };
            };
            responses: {
                /** @description The occasion */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Occasion"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        post?: never;
        /** Take it away */
        delete: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Deleted */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Problem"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List orders */
        get: {
            parameters: {
                query?: {
                    status?: components["schemas"]["OrderStatus"];
                    /** @description the cursor that the last page answered as next */
                    after?: components["parameters"]["after"];
                    /** @description the same as after */
                    cursor?: components["parameters"]["cursor"];
                    limit?: components["parameters"]["limit"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Orders */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        /**
         * Place an order
         * @description With `"allow_backorder":false` and too little stock, 409 `insufficient_stock`, and nothing is reserved.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewOrder"];
                };
            };
            responses: {
                /** @description The order and its promises */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Order"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An order */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The order */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Order"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel an order */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The order */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Order"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/allocations/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What would be promised, and why */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewOrder"];
                };
            };
            responses: {
                /** @description Promises and every warehouse considered */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Preview"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/allocations/replan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Judge all promises anew that were not released
         * @description Plans on a snapshot what is promised and not released, and moves the promises of orders that are still as the snapshot saw them. No promise becomes later. `moved` are the orders whose old shipments were asked back; one that a warehouse released meanwhile stays as it was.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description What changed */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Replanned"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/box-types": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the kinds of cartons */
        get: {
            parameters: {
                query?: {
                    /** @description the cursor that the last page answered as next */
                    after?: components["parameters"]["after"];
                    /** @description the same as after */
                    cursor?: components["parameters"]["cursor"];
                    limit?: components["parameters"]["limit"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Box types */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/box-types/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Look up a kind of carton */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The box type */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BoxType"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        /** Create or replace a kind of carton */
        put: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["BoxType"];
                };
            };
            responses: {
                /** @description The box type */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BoxType"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tasks/{id}/cartons": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Which cartons the content of a pack task's tote needs
         * @description A proposal: each unit has a place in its carton, heavy ones below, nothing upon fragile ones. What goes into no
         *     carton is listed with the reason. Packing goes on without it.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The proposal */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CartonPlan"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tasks/{id}/accept-weight": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let a carton go on whose weight differs from what it should be
         * @description The reason, who gave it and both weights stay with the carton, in an event and in the journal.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Reason"];
                };
            };
            responses: {
                /** @description The packing's next step */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Step"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cartons/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A package by its label, with its content, also when it has left */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The package */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PackedCarton"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cartons/{id}/weight": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a scale says of the carton just closed at a bench
         * @description The same as the packer's own word in the step `weigh_carton`. Too far from what it should weigh: 409
         *     `weight_differs` with `expected_g`, `tolerance_g` and `measured_g`; the packer takes a step back and counts again,
         *     or a supervisor accepts it.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CartonScale"];
                };
            };
            responses: {
                /** @description The packing's next step */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Step"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shipments/{id}/cartons": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The packages of a shipment with their content */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Packages */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/paper/lists": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Print open tasks for when the handhelds are down; they are kept from everybody else */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewPaperList"];
                };
            };
            responses: {
                /** @description The list */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PaperList"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/paper/lists/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A list, as JSON, as a page to print, or as CSV */
        get: {
            parameters: {
                query?: {
                    format?: "json" | "html" | "csv" | "pdf";
                };
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The list */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PaperList"];
                        "text/html": string;
                        "text/csv": string;
                        "application/pdf": string;
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/paper/lists/{id}/results": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Key in what people wrote, all rows or none, each row once */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["PaperResults"];
                };
            };
            responses: {
                /** @description The list */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PaperList"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/warehouses/{id}/pick-faces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Pick faces as they stand */
        get: {
            parameters: {
                query?: {
                    /** @description the cursor that the last page answered as next */
                    after?: components["parameters"]["after"];
                    /** @description the same as after */
                    cursor?: components["parameters"]["cursor"];
                    limit?: components["parameters"]["limit"];
                };
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Pick faces */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/warehouses/{id}/pick-faces/{location}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Keep an item in a place between a least and a most
         * @description Replenish tasks bring units from reserve when less than `min` is free, or less than what orders that are not released want, up to `max`.
         */
        put: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                    location: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["PickFace"];
                };
            };
            responses: {
                /** @description The pick face */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PickFace"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        post?: never;
        /** Keep a place filled no longer */
        delete: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                    location: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description It is no pick face any more */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Problem"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/warehouses/{id}/pick-policies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How each shelf area is picked */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The policies in force */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PickPolicies"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        /** Pick otherwise from now on; carts that are planned already are walked as they are */
        put: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["PickPolicies"];
                };
            };
            responses: {
                /** @description The next version */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PickPolicies"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/warehouses/{id}/pick-policies/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The policies that there were, the latest first */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description At most 50 versions */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            data: components["schemas"]["PickPolicies"][];
                            next: string | null;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/warehouses/{id}/pick-policies/compare": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** How candidates would have picked what waits and what was picked last; nothing changes */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["PickCandidates"];
                };
            };
            responses: {
                /** @description The policy in force and the candidates */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PickComparison"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/printers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Printers, how each is and how much waits at it */
        get: {
            parameters: {
                query?: {
                    warehouse?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Printers */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/printers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A printer */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The printer */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PrinterView"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        /** Set a printer */
        put: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Printer"];
                };
            };
            responses: {
                /** @description The printer */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PrinterView"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/printers/{id}/passings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A carton stands at an applicator; its label is printed if it is the next one's */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Passing"];
                };
            };
            responses: {
                /** @description The job of its label */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PrintJob"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/print-jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Print jobs of a warehouse, the newest first */
        get: {
            parameters: {
                query?: {
                    warehouse?: string;
                    printer?: string;
                    status?: components["schemas"]["PrintStatus"];
                    /** @description the cursor that the last page answered as next */
                    after?: components["parameters"]["after"];
                    /** @description the same as after */
                    cursor?: components["parameters"]["cursor"];
                    limit?: components["parameters"]["limit"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Jobs */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        /** Print a label */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewPrintJob"];
                };
            };
            responses: {
                /** @description The job */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PrintJob"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/print-jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A print job */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The job */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PrintJob"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/print-jobs/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a job back that waits, or give up one that failed */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The job */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PrintJob"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/print-jobs/{id}/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say that an uncertain job did come out */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The job */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PrintJob"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/print-jobs/{id}/reprint": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Print again what was printed, failed or is uncertain, for a reason */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Reprint"];
                };
            };
            responses: {
                /** @description The new job */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PrintJob"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}/ship-to": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where an order goes
         * @description In clear for admins, for supervisors of a warehouse that serves the order, and for pickers and receivers while they hold a claimed pack or load task of it; each such reading is a line of the access log. Masked for all others. 410 `personal_erased` once the data is erased.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Kept in the access log for ever; it must name nobody. */
                    reason?: string;
                };
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The destination */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Destination"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/privacy/erasures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was erased, when, by whom and why */
        get: {
            parameters: {
                query?: {
                    /** @description the cursor that the last page answered as next */
                    after?: components["parameters"]["after"];
                    /** @description the same as after */
                    cursor?: components["parameters"]["cursor"];
                    limit?: components["parameters"]["limit"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Erasures */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        /**
         * Destroy the personal data of orders
         * @description Of one order, of up to 1,000 named orders, or of every order whose personal data matches a customer. It can't be undone. With `dry_run=true` nothing is written, and the orders that would be erased are listed (200).
         */
        post: {
            parameters: {
                query?: {
                    dry_run?: "true" | "false";
                };
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewErasure"];
                };
            };
            responses: {
                /** @description What would be erased */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ErasureAnswer"];
                    };
                };
                /** @description Erased */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ErasureAnswer"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/privacy/accesses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who saw personal data in clear, when and why */
        get: {
            parameters: {
                query?: {
                    order?: string;
                    /** @description the cursor that the last page answered as next */
                    after?: components["parameters"]["after"];
                    /** @description the same as after */
                    cursor?: components["parameters"]["cursor"];
                    limit?: components["parameters"]["limit"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The access log */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/problems": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What people reported that does not work, the last first
         * @description Reports of tasks (`POST /v1/tasks/{id}/exception`) and those of no task; the latest 200 of each warehouse.
         */
        get: {
            parameters: {
                query?: {
                    warehouse?: string;
                    state?: "open" | "all";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Reports */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        /** Report a problem with no task */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewProblem"];
                };
            };
            responses: {
                /** @description The report */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemReport"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/problems/photos": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a photo that a report of one's own announced
         * @description JPEG, PNG or WebP, found out by the content, at most 400 KiB, 4096 pixels along an edge and 8 Mi in all. What is
         *     not picture (where and with what it was taken, comments, previews) is left out. The report that announced its
         *     SHA-256 must be there: send it first.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewPhoto"];
                };
            };
            responses: {
                /** @description The report */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemReport"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/problems/{id}/photos/{hash}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A photo of a report */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                    hash: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The picture */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "image/jpeg": string;
                        "image/png": string;
                        "image/webp": string;
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/problems/{id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say that a problem was looked after */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        answer?: string;
                    };
                };
            };
            responses: {
                /** @description The report */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProblemReport"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/problems/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Erase a report with its photos */
        delete: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Erased */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Problem"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Is the program alive? */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: components["responses"]["Status"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Can the program serve? */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: components["responses"]["Status"];
                503: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Counters and gauges in the Prometheus text format */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Metrics */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/plain": string;
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.yaml": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The document */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/yaml": string;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/recalls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List recalls */
        get: {
            parameters: {
                query?: {
                    /** @description the cursor that the last page answered as next */
                    after?: components["parameters"]["after"];
                    /** @description the same as after */
                    cursor?: components["parameters"]["cursor"];
                    limit?: components["parameters"]["limit"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Recalls */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        /**
         * Recall a lot
         * @description From this command on nothing of the lot can be promised, picked, packed,
         *     loaded or put back into stock anywhere; each warehouse then freezes what
         *     it has in one command. The answer waits a short while for that.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewRecall"];
                };
            };
            responses: {
                /** @description The recall */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Recall"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/recalls/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where a recalled lot is and where it went */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The report */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RecallReport"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/recalls/{id}/lift": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Lift a recall
         * @description What was frozen goes to quarantine.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The recall */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Recall"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How a floor was
         * @description Pictures as of `/v1/live`, at most 240 an answer; `next` is the `from` of the following ones. They are kept as long as their room lasts.
         */
        get: {
            parameters: {
                query: {
                    /** @description a warehouse's id; a caller with one warehouse need not name it */
                    warehouse?: components["parameters"]["warehouse"];
                    /** @description site time */
                    from: string;
                    /** @description a minute after from if left out, at most a day */
                    to?: string;
                    /** @description site time between two pictures, 1000 if left out */
                    every_ms?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Pictures */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/replay/span": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** From when to when a floor can be replayed */
        get: {
            parameters: {
                query?: {
                    /** @description a warehouse's id; a caller with one warehouse need not name it */
                    warehouse?: components["parameters"]["warehouse"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The first and the last picture, null if there is none */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ReplaySpan"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/returns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List returns */
        get: {
            parameters: {
                query?: {
                    status?: components["schemas"]["ReturnStatus"];
                    /** @description the cursor that the last page answered as next */
                    after?: components["parameters"]["after"];
                    /** @description the same as after */
                    cursor?: components["parameters"]["cursor"];
                    limit?: components["parameters"]["limit"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Returns */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        /**
         * Announce what a customer sends back
         * @description Refused with `more_than_shipped` beyond what was shipped less what was returned already.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewReturn"];
                };
            };
            responses: {
                /** @description The return */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Return"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/returns/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A return */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The return */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Return"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/returns/{id}/receive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The parcel is here; the clock runs */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The return */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Return"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/returns/{id}/inspect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Decide on units of a line
         * @description Implies the arrival. The last decision closes the return and emits `refund.due`.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Inspection"];
                };
            };
            responses: {
                /** @description The return */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Return"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/returns/{id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The rest did not come
         * @description The refund is due for what came; a return of which nothing came is cancelled.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The return */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Return"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/scans/parse": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a scanned payload says, and what it is here
         * @description Several readings are a question; sending the bracketed form of one answers it. A malformed GS1 payload is refused with its `position`, counted from 1. Nothing is changed.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        payload: string;
                        /** @description Places and handling units of this one only */
                        warehouse?: string;
                    };
                };
            };
            responses: {
                /** @description Readings and things */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Scan"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/oidc/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Send a browser to the log-in provider */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description To the provider */
                302: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/oidc/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the browser brings back from the provider
         * @description Opens a session, as `POST /v1/login` does, and sends the browser to the control room.
         */
        get: {
            parameters: {
                query?: {
                    state?: string;
                    code?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description To the control room */
                302: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/warehouses/{id}/slot-plans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The slotting plans, the latest first, without their moves and bays */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description At most 20 beside a running one */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            data: components["schemas"]["SlotPlan"][];
                            next: string | null;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        /** Plan where the goods of a shelf area should live; nothing moves before it is started */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SlotPlanRequest"];
                };
            };
            responses: {
                /** @description The plan */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SlotPlan"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/warehouses/{id}/slot-plans/{plan}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A plan with its moves, and once it is done how orders walked since */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                    plan: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The plan */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SlotPlan"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/warehouses/{id}/slot-plans/{plan}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Carry a plan out, a few moves a day; one at a time in a warehouse */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                    plan: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The plan */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SlotPlan"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/warehouses/{id}/slot-plans/{plan}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make no more moves; what was moved stays */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                    plan: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The plan */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SlotPlan"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sorters/{id}/chutes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Chutes of a sorter with what they take */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Chutes */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sorters/{id}/chutes/{n}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a chute takes, and took before */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                    n: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The chute */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ChuteHistory"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        /**
         * Assign a chute while the sorter runs
         * @description Replaces what the chute takes: shipments (those of a wave, the orders of a put-wall), routes, carriers, or any. A
         *     tote goes to a chute that lists its shipment, else to one of its route, else to one of its carrier, else to one that
         *     takes any; without one to the reject lane. It holds for what is decided from now on; what is on its way keeps its
         *     decision. An empty body leaves the chute empty. With version the change is refused with chute_changed if somebody
         *     else made one since.
         */
        put: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                    n: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewChuteAssignment"];
                };
            };
            responses: {
                /** @description The assignment */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ChuteAssignment"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List stock */
        get: {
            parameters: {
                query?: {
                    sku?: string;
                    /** @description a warehouse's id; a caller with one warehouse need not name it */
                    warehouse?: components["parameters"]["warehouse"];
                    location?: string;
                    lot?: string;
                    /** @description the cursor that the last page answered as next */
                    after?: components["parameters"]["after"];
                    /** @description the same as after */
                    cursor?: components["parameters"]["cursor"];
                    limit?: components["parameters"]["limit"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Stock */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stock/adjustments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List adjustments above the limit, which wait or waited for approval */
        get: {
            parameters: {
                query?: {
                    /** @description a warehouse's id; a caller with one warehouse need not name it */
                    warehouse?: components["parameters"]["warehouse"];
                    /** @description the cursor that the last page answered as next */
                    after?: components["parameters"]["after"];
                    /** @description the same as after */
                    cursor?: components["parameters"]["cursor"];
                    limit?: components["parameters"]["limit"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Adjustments */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        /**
         * Correct what is on hand
         * @description A loss below what is reserved succeeds and frees the latest promises.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Adjustment"];
                };
            };
            responses: {
                /** @description What is on hand now */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Adjusted"];
                    };
                };
                /** @description It waits for approval */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Adjusted"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stock/moves": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Move units of an item, or a handling unit */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["StockMove"];
                };
            };
            responses: {
                /** @description The move */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["StockMove"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stock/holds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List holds */
        get: {
            parameters: {
                query?: {
                    /** @description a warehouse's id; a caller with one warehouse need not name it */
                    warehouse?: components["parameters"]["warehouse"];
                    /** @description the cursor that the last page answered as next */
                    after?: components["parameters"]["after"];
                    /** @description the same as after */
                    cursor?: components["parameters"]["cursor"];
                    limit?: components["parameters"]["limit"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Holds */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        /** Put a location, a lot or a handling unit on hold */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Hold"];
                };
            };
            responses: {
                /** @description What is held and which promises it freed */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Held"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stock-takes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Freeze a warehouse and count all its loose stock */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewStockTake"];
                };
            };
            responses: {
                /** @description The stock-take */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["StockTake"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stock-takes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Progress of a stock-take and its differences against the books */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The stock-take */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["StockTake"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stock-takes/{id}/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What was counted, all rows or none
         * @description As JSON, or as a CSV or XLSX file with the columns location, qty, sku, lot, expires. All rows of a location come
         *     together; they replace its earlier count. A row without sku and with qty 0 says that the location is empty.
         */
        post: {
            parameters: {
                query?: {
                    /** @description check everything and write nothing */
                    dry_run?: boolean;
                };
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["StockTakeCounts"];
                    "text/csv": string;
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                    "multipart/form-data": {
                        file?: string;
                    };
                };
            };
            responses: {
                /** @description How many rows were kept */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ImportReport"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stock-takes/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Book all differences and open the warehouse */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The stock-take */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["StockTake"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stock-takes/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Open the warehouse and book nothing */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The stock-take */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["StockTake"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stuck": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Transports that a machine gave up, with what may be decided about each */
        get: {
            parameters: {
                query?: {
                    /** @description a warehouse's id; a caller with one warehouse need not name it */
                    warehouse?: components["parameters"]["warehouse"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Stuck transports */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/transports/{id}/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Decide about a stuck transport
         * @description retry: a new transport to the same goal. moved: the unit stands where the leg was to end; the rest of the way goes on.
         *     not_moved: it stands where the leg began. cancel: it stays where the books have it. Only what the list offers is
         *     safe; anything else is refused with not_safe. Who decided, and why, is in the journal.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ResolveTransport"];
                };
            };
            responses: {
                /** @description The transport that goes on or the stuck one */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Transport"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/supply-rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How warehouses are kept in stock */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Rules */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/supply-rules/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Set how a warehouse, or an item in it, is kept in stock */
        put: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SupplyRule"];
                };
            };
            responses: {
                /** @description The rule */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SupplyRule"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        post?: never;
        /** Delete a supply rule */
        delete: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Deleted */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Problem"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/supply-runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Have all items looked at now; a run under way is the answer */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The run */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SupplyRun"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/supply-runs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far a run is */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The run */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SupplyRun"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/proposals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What to buy and to bring, and why */
        get: {
            parameters: {
                query?: {
                    status?: "proposed" | "approved" | "rejected" | "replaced";
                    warehouse?: string;
                    /** @description the cursor that the last page answered as next */
                    after?: components["parameters"]["after"];
                    /** @description the same as after */
                    cursor?: components["parameters"]["cursor"];
                    limit?: components["parameters"]["limit"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Proposals */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/proposals/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Approve proposals, all or none; receipts and transfers follow within seconds */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ProposalVerdict"];
                };
            };
            responses: {
                /** @description The proposals */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/proposals/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Reject proposals, all or none */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ProposalVerdict"];
                };
            };
            responses: {
                /** @description The proposals */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/forecasts/{warehouse}/{sku}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What an item's demand in a warehouse was and will be, by week */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    warehouse: string;
                    sku: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Past and forecast */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ItemForecast"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/place-advice": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which items each warehouse deserves to keep, by the last look */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Advice by warehouse */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/support": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What somebody who helps needs to see, without secrets and personal data
         * @description A zip file: version, configuration without secrets, figures, devices, alarms, what the journal holds by kind, what verify recomputes, the last lines of the log, goroutines.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The bundle */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/zip": string;
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/transfers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List transfers */
        get: {
            parameters: {
                query?: {
                    /** @description the cursor that the last page answered as next */
                    after?: components["parameters"]["after"];
                    /** @description the same as after */
                    cursor?: components["parameters"]["cursor"];
                    limit?: components["parameters"]["limit"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Transfers */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        /**
         * Send stock to another warehouse
         * @description All of it or nothing (409 insufficient_stock). It is picked, packed and loaded like an order.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewTransfer"];
                };
            };
            responses: {
                /** @description The transfer */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Transfer"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/transfers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A transfer */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The transfer */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Transfer"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/transfers/{id}/receive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Receive a handling unit of a transfer, or units of an item */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["TransferReceive"];
                };
            };
            responses: {
                /** @description The transfer */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Transfer"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/transfers/{id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End the receiving
         * @description What did not come is booked as lost on the road.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The transfer */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Transfer"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/transfers/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a transfer
         * @description At the source everything goes back to its shelf; on the road it turns round and the source receives it.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The transfer */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Transfer"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/twin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The simulated machines and what can go wrong with them; 404 where nothing is simulated here */
        get: {
            parameters: {
                query?: {
                    warehouse?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description All of them */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            data: components["schemas"]["TwinDevice"][];
                            next: string | null;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/twin/devices/{id}/faults": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let a simulated machine have a fault, or no longer */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @example restart */
                        fault: string;
                        on?: boolean;
                    };
                };
            };
            responses: {
                /** @description The machine as it is now */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TwinDevice"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/pin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set another PIN for oneself
         * @description Ends the person's other sessions. A wrong old PIN counts like a wrong log-in. An Idempotency-Key is refused: what is kept under it would help to guess the PIN.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["OwnPIN"];
                };
            };
            responses: {
                /** @description Set */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List users */
        get: {
            parameters: {
                query?: {
                    /** @description the cursor that the last page answered as next */
                    after?: components["parameters"]["after"];
                    /** @description the same as after */
                    cursor?: components["parameters"]["cursor"];
                    limit?: components["parameters"]["limit"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Users */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        /**
         * Add a user
         * @description The user has no PIN until `POST /v1/users/{id}/pin`. Administrators who are limited to warehouses or owners may not.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewUser"];
                };
            };
            responses: {
                /** @description The user */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["User"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A user */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The user */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["User"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change a user
         * @description Holds at once, for open sessions and for tokens that the user made, too. Who is made inactive or gets another badge loses the open sessions.
         */
        patch: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["UserChange"];
                };
            };
            responses: {
                /** @description The user */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["User"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        trace?: never;
    };
    "/v1/users/{id}/pin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set a user's PIN
         * @description Ends the user's sessions and the badge's lock. An Idempotency-Key is refused.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewPIN"];
                };
            };
            responses: {
                /** @description Set */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{id}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A user's open sessions */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Sessions */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        /** End all of a user's sessions */
        delete: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Ended */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Problem"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{id}/sessions/{session}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End one of a user's sessions */
        delete: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                    session: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Ended */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Problem"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/vision-stations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How vision, dimension and weigh stations do
         * @description Over the checks that are kept, the latest 2,000 of a warehouse. Verdict times are wall time.
         */
        get: {
            parameters: {
                query?: {
                    warehouse?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Stations */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/vision-checks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What stations saw, the last first
         * @description Those that wait for a person, or all; the latest 200 of each warehouse.
         */
        get: {
            parameters: {
                query?: {
                    warehouse?: string;
                    state?: "waiting" | "all";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Checks */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/vision-checks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One check */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The check */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["VisionCheck"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/vision-checks/{id}/picture": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The picture of a check
         * @description Fetched from the station (`pictures` in the site file) by the name it gave; Aisle keeps only that name. Not shown
         *     once the check is 30 days old.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The picture */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "image/jpeg": string;
                        "image/png": string;
                        "image/webp": string;
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/vision-checks/{id}/decide": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Decide about a unit that did not pass
         * @description `release`: its goods are right; what the check put into quarantine is available again, and the unit is put away from
         *     the check place. `correct`: the same, and the item master takes over what was measured (`correction`). `keep`: it
         *     stays as it is.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewVisionDecision"];
                };
            };
            responses: {
                /** @description The check */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["VisionCheck"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/vmi/agreements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which items suppliers keep in stock by themselves */
        get: {
            parameters: {
                query?: {
                    /** @description default all; a supplier has its own only */
                    supplier?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Agreements */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/vmi/agreements/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Let a supplier keep items in stock, or end that */
        put: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["VMIAgreement"];
                };
            };
            responses: {
                /** @description The agreement */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["VMIAgreement"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/vmi/agreements/{id}/items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The items of an agreement: stock, bounds, what is wanted, forecast */
        get: {
            parameters: {
                query?: {
                    /** @description default all; a supplier has its own only */
                    supplier?: string;
                };
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description At most 2000 */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/vmi/proposals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Deliveries that suppliers proposed, and what became of them */
        get: {
            parameters: {
                query?: {
                    status?: "proposed" | "approved" | "shipped" | "received" | "rejected" | "withdrawn";
                    /** @description default all; a supplier has its own only */
                    supplier?: string;
                    /** @description the cursor that the last page answered as next */
                    after?: components["parameters"]["after"];
                    /** @description the same as after */
                    cursor?: components["parameters"]["cursor"];
                    limit?: components["parameters"]["limit"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Proposals */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        /** Propose a delivery, up to the most of each item */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewVMIProposal"];
                };
            };
            responses: {
                /** @description The proposal; approved already if it is within the limit of the agreement */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["VMIProposal"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/vmi/proposals/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Approve proposals, all or none */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["VMIVerdict"];
                };
            };
            responses: {
                /** @description The proposals */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/vmi/proposals/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Reject proposals, all or none */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["VMIVerdict"];
                };
            };
            responses: {
                /** @description The proposals */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/vmi/proposals/{id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take back a proposal that is not on its way */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The proposal */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["VMIProposal"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/vmi/proposals/{id}/ship": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Announce the goods of an approved proposal: a receipt follows within seconds */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["VMIShipment"];
                };
            };
            responses: {
                /** @description The proposal */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["VMIProposal"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/waves": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List waves */
        get: {
            parameters: {
                query?: {
                    /** @description a warehouse's id; a caller with one warehouse need not name it */
                    warehouse?: components["parameters"]["warehouse"];
                    status?: "planned" | "released" | "done" | "cancelled";
                    /** @description the cursor that the last page answered as next */
                    after?: components["parameters"]["after"];
                    /** @description the same as after */
                    cursor?: components["parameters"]["cursor"];
                    limit?: components["parameters"]["limit"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Waves */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        /**
         * Plan a wave of promised shipments that are in none
         * @description Those of the orders named, or all of a carrier, route and departure, the most urgent first, as far as the bounds allow. They wait until the wave is released.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewWave"];
                };
            };
            responses: {
                /** @description The wave */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Wave"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/waves/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A wave, how far it is and when it will be done */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WaveView"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/waves/{id}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Release a planned wave
         * @description Its shipments go to the floor, as far as the site takes them at once.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The wave */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Wave"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/waves/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give up a planned wave */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The wave */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Wave"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/due": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shipments that leave soon or should have left, and what each waits for */
        get: {
            parameters: {
                query?: {
                    /** @description a warehouse's id; a caller with one warehouse need not name it */
                    warehouse?: components["parameters"]["warehouse"];
                    /** @description how far ahead */
                    minutes?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Shipments, what leaves first first, at most 200 */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/work/next": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Claim the next best task */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NextWork"];
                };
            };
            responses: {
                /** @description The task and its next step */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WorkItem"];
                    };
                };
                /** @description There is nothing to do */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/work/mine": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What I have in hand, with whole scripts, so that a handheld without network can go on */
        get: {
            parameters: {
                query?: {
                    /** @description a warehouse's id; a caller with one warehouse need not name it */
                    warehouse?: components["parameters"]["warehouse"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description My tasks */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List tasks */
        get: {
            parameters: {
                query?: {
                    /** @description a warehouse's id; a caller with one warehouse need not name it */
                    warehouse?: components["parameters"]["warehouse"];
                    assignee?: string;
                    status?: components["schemas"]["TaskStatus"];
                    kind?: components["schemas"]["TaskKind"];
                    /** @description the cursor that the last page answered as next */
                    after?: components["parameters"]["after"];
                    /** @description the same as after */
                    cursor?: components["parameters"]["cursor"];
                    limit?: components["parameters"]["limit"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Tasks */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["List"] & {
                            data?: unknown;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tasks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A task and its next step */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The task */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WorkItem"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tasks/{id}/claim": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Claim a task */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The next step and the task */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Claimed"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tasks/{id}/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm a step by what was scanned
         * @description A wrong scan is refused with 422 `wrong_scan` and the members `scanned` and `expected`.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Confirmation"];
                };
            };
            responses: {
                /** @description The next step */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Step"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tasks/{id}/exception": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say why a task can't go on */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Exception"];
                };
            };
            responses: {
                /** @description The next step */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Step"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tasks/{id}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take back the last confirmed step of a task in hand
         * @description Nothing is booked before a task's last step, so each one before it can be taken back (409 `nothing_to_undo` at
         *     the first). A count has no steps to take back.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The step that is asked for again */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Step"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/warehouses/{id}/work-rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which work needs which skill, and who has it */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The rules */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WorkRules"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        /** Say which work needs which skill, and who has it */
        put: {
            parameters: {
                query?: never;
                header?: {
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    id: components["parameters"]["id"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["WorkRules"];
                };
            };
            responses: {
                /** @description The rules */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WorkRules"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description RFC 9457; further members say what the detail speaks of. */
        Problem: {
            /** @constant */
            type: "about:blank";
            title: string;
            status: number;
            detail: string;
            code: string;
        };
        List: {
            data: unknown[];
            /** @description the cursor of the next page; null at the end */
            next: string | null;
        };
        /** @enum {unknown} */
        Role: "picker" | "receiver" | "supervisor" | "planner" | "admin" | "device" | "auditor" | "supplier";
        /** @enum {unknown} */
        OrderStatus: "promised" | "partly_promised" | "backordered" | "released" | "picking" | "packed" | "partly_shipped" | "shipped" | "cancelled";
        /** @enum {unknown} */
        ShipmentStatus: "promised" | "released" | "picking" | "packed" | "shipped" | "cancelled";
        /** @enum {unknown} */
        StockStatus: "available" | "hold" | "damaged" | "quarantine" | "expired" | "recalled" | "assembling" | "in_transit";
        /** @enum {unknown} */
        TaskKind: "pick" | "station" | "induct" | "pack" | "load" | "putaway" | "count" | "reject" | "pull" | "inspect" | "replenish" | "assemble" | "empties" | "part";
        /** @enum {unknown} */
        TaskStatus: "open" | "assigned" | "waiting" | "done" | "cancelled" | "failed";
        /** @enum {unknown} */
        TransportStatus: "waiting" | "active" | "done" | "failed" | "cancelled";
        /** @enum {unknown} */
        LocationKind: "shelf" | "rack_cell" | "pnd_in" | "pnd_out" | "station" | "bench" | "induction" | "chute" | "reject" | "dock_in" | "dock_out" | "staging" | "tote_stack" | "handover" | "check" | "vision" | "conveyor" | "device" | "cart";
        Login: {
            badge: string;
            pin: string;
        };
        Session: {
            /** @description whose goods; empty: all */
            owners: string[];
            /** @enum {string} */
            language?: "en" | "zh";
            /** @description nothing but POST /v1/me/pin is answered until it is done */
            must_change_pin?: boolean;
            user: string;
            name: string;
            roles: string[];
            /** @description empty: all */
            warehouses: string[];
            token: string;
            /** Format: date-time */
            expires_at: string;
        };
        Me: {
            /** @description whose goods; empty: all */
            owners: string[];
            /** @description empty: whatever the roles may */
            scopes: string[];
            /** @enum {string} */
            language?: "en" | "zh";
            must_change_pin?: boolean;
            user: string;
            name: string;
            roles: string[];
            /** @description empty: all */
            warehouses: string[];
        };
        NewToken: {
            name: string;
            roles: components["schemas"]["Role"][];
            /** @description empty: all */
            warehouses?: string[];
            /** @description whose goods; empty: all */
            owners?: string[];
            /** @description What the token is for, besides its roles: `orders:read`, `orders:write` (the group is what follows /v1/), or `METHOD /v1/path` with `*` for one part, and at the end for all that follow. Empty: whatever the roles may. */
            scopes?: string[];
            /** @description whom a token with the role supplier speaks for: it has no other role, and no limits of its own */
            supplier?: string;
            /**
             * Format: date-time
             * @description default: never
             */
            expires_at?: string | null;
        };
        Token: {
            owners: string[];
            scopes: string[];
            supplier?: string;
            id: string;
            name: string;
            roles: string[];
            warehouses: string[];
            /** Format: date-time */
            created_at: string;
            created_by: string;
            /** Format: date-time */
            expires_at?: string;
            /** @description only in the answer that made the token */
            secret?: string;
        };
        Item: {
            /** @description in a body */
            sku?: string;
            description?: string;
            length_mm?: number;
            width_mm?: number;
            height_mm?: number;
            weight_g?: number;
            gtin?: string;
            /** @description base units per case */
            case_qty?: number;
            /** @description base units per pallet */
            pallet_qty?: number;
            /** @description velocity class A, B or C */
            class?: string;
            lot_tracked?: boolean;
            serial_tracked?: boolean;
            expiry_tracked?: boolean;
            shelf_life_days?: number;
            /** @description days that must be left at receipt */
            min_receive_days?: number;
            /** @description days that must be left when it leaves for a customer */
            min_ship_days?: number;
            /**
             * @description which stock goes first; default fefo where it expires, else fifo
             * @enum {string}
             */
            rotation?: "fefo" | "fifo" | "lifo";
            /** @enum {string} */
            temperature?: "ambient" | "chilled" | "frozen";
            /** @description UN class of dangerous goods */
            hazard?: string;
            family?: string;
            /** @description whose goods these are */
            owner?: string;
            /** @description nothing may be packed on top of it */
            fragile?: boolean;
            /** @description what a unit is worth, in minor units of money; without it, as much as others on average */
            value_minor?: number;
            /** @description items that may stand in for it, one for one, where the customer allows that; the best first */
            substitutes?: string[];
            packagings?: components["schemas"]["Packaging"][];
        };
        /** @description a unit of measure, of which per hold base_qty base units */
        Packaging: {
            unit: string;
            base_qty: number;
            /** @default 1 */
            per: number;
            gtin?: string;
            length_mm?: number;
            width_mm?: number;
            height_mm?: number;
            weight_g?: number;
        };
        Warehouse: {
            id: string;
            name: string;
            mode: string;
            lat: number;
            lon: number;
        };
        Location: {
            id: string;
            kind: components["schemas"]["LocationKind"];
            zone?: string;
            x_mm: number;
            y_mm: number;
            aisle?: number;
            bay?: number;
            level?: number;
            capacity_hu?: number;
            side?: number;
            depth?: number;
            /** @description the crane of a rack cell or P&D station, the sorter of an induction or chute */
            device?: string;
            /** @description number of a P&D station */
            pnd?: number;
            /** @description number of a chute */
            chute?: number;
            rule?: components["schemas"]["LocationRule"];
        };
        Floor: {
            warehouse: string;
            name: string;
            width_mm: number;
            depth_mm: number;
            shapes: components["schemas"]["FloorShape"][];
            nodes: components["schemas"]["FloorNode"][];
            edges: components["schemas"]["FloorEdge"][];
            fields?: components["schemas"]["FloorField"][];
            zones?: components["schemas"]["FloorZone"][];
        };
        FloorShape: {
            id: string;
            kind: string;
            label?: string;
            /** @description lower left corner */
            x_mm: number;
            y_mm: number;
            width_mm: number;
            depth_mm: number;
        };
        FloorNode: {
            id: string;
            x_mm: number;
            y_mm: number;
        };
        /** @description an area with a rule for vehicles */
        FloorZone: {
            id: string;
            /** @enum {unknown} */
            kind: "blocked" | "speed_limit" | "release" | "coordinated_replanning" | "line_guided" | "priority" | "penalty" | "directed" | "bidirected" | "action";
            max_speed_mm_per_s?: number;
            /** @description x and y in mm */
            corners: number[][];
        };
        /** @description the grid of a field of sorting robots; its nodes are named C, column and row of three digits with a dash between */
        FloorField: {
            id: string;
            /** @description middle of the cell in column 0, row 0 */
            x_mm: number;
            y_mm: number;
            pitch_mm: number;
            columns: number;
            rows: number;
            /** @description column and row of what robots do not enter, chutes among them */
            blocked: number[][];
            parking: number[][];
            charging: number[][];
            inductions: number[][];
        };
        FloorEdge: {
            from: string;
            to: string;
        };
        ImportReport: {
            kind: string;
            dry_run: boolean;
            /** @description rows below the header */
            rows: number;
        };
        RowError: {
            /** @description counted from 1 with the header */
            row: number;
            column?: string;
            code: string;
            message: string;
        };
        StockRow: {
            warehouse: string;
            /** @description null for what is promised but not yet placed */
            location: string | null;
            sku: string;
            lot?: string;
            handling_unit?: string;
            owner?: string;
            status: components["schemas"]["StockStatus"];
            on_hand: number;
            reserved: number;
            available: number;
        };
        Adjustment: {
            warehouse?: string;
            location: string;
            sku: string;
            delta: number;
            /** @description what delta counts; default base units */
            unit?: string;
            reason: string;
            lot?: string;
        };
        Adjusted: {
            warehouse: string;
            location: string;
            sku: string;
            on_hand: number;
            freed: components["schemas"]["Freed"][];
            /** @description id of the adjustment if it waits for approval */
            pending?: string;
        };
        Freed: {
            order: string;
            line: number;
            qty: number;
        };
        /** @description Either sku and qty, or handling_unit. */
        StockMove: {
            warehouse?: string;
            sku?: string;
            handling_unit?: string;
            from: string;
            to: string;
            qty?: number;
            /** @description what qty counts; default base units */
            unit?: string;
            lot?: string;
        };
        /** @description Exactly one of location, lot and handling_unit. */
        Hold: {
            warehouse?: string;
            location?: string;
            lot?: string;
            handling_unit?: string;
            reason: string;
        };
        Held: {
            qty: number;
            freed: components["schemas"]["Freed"][];
            /** @description ids to release it under, one per warehouse */
            holds?: string[];
        };
        ShipTo: {
            name?: string;
            address?: string;
            postcode?: string;
            phone?: string;
            email?: string;
            country: string;
            lat?: number | null;
            lon?: number | null;
        };
        OrderLine: {
            sku: string;
            qty: number;
            /** @description what qty counts: a packaging of the item; default base units, which answers always count */
            unit?: string;
            /** @description the only lot that will do */
            lot?: string;
            /** @description shelf life that must be left; default what the item says */
            min_days?: number;
        };
        OrderedLine: {
            sku: string;
            /** @description base units; 0: a substitute that serves nothing any more */
            qty: number;
            unit?: string;
            /** @description the only lot that will do */
            lot?: string;
            min_days?: number;
            /** @description units of the line that substitutes serve */
            replaced?: number;
            /** @description of a substitute: the line, from 1, that it serves */
            for?: number;
        };
        NewOrder: {
            id?: string;
            channel?: string;
            ship_to: components["schemas"]["ShipTo"];
            lines: components["schemas"]["OrderLine"][];
            service?: string;
            /** Format: date-time */
            ship_by?: string | null;
            /** @default true */
            allow_backorder: boolean | null;
            /** @description substitutes of an item (its master's list) may stand in, one for one, for what is in stock nowhere */
            allow_substitutes?: boolean;
        };
        Promise: {
            line: number;
            warehouse: string;
            qty: number;
            /** @description YYYY-MM-DD */
            ship_date: string;
        };
        Shipment: {
            id: string;
            warehouse: string;
            status: components["schemas"]["ShipmentStatus"];
            carrier?: string;
            sscc: string[];
        };
        Order: {
            id: string;
            status: components["schemas"]["OrderStatus"];
            channel?: string;
            country?: string;
            /** Format: date-time */
            placed_at: string;
            /** Format: date-time */
            ship_by?: string;
            /** Format: date-time */
            shipped_at?: string;
            lines: components["schemas"]["OrderedLine"][];
            promises: components["schemas"]["Promise"][];
            shipments: components["schemas"]["Shipment"][];
            /** @description what is not promised, and when it is expected; only when one order is asked for */
            backorders?: components["schemas"]["Backorder"][];
        };
        Preview: {
            promises: components["schemas"]["Promise"][];
            /** @description minor units of money */
            cost: number;
            considered: components["schemas"]["ConsideredPlace"][];
            /** @description what could not be promised */
            short?: components["schemas"]["Backorder"][];
        };
        ConsideredPlace: {
            warehouse: string;
            chosen: boolean;
            cost: number;
            parts: {
                [key: string]: number;
            } | null;
            days: number;
            reason: string;
        };
        NextWork: {
            /** @description needed by a caller with several */
            warehouse?: string;
            /** @description default: all that the caller may do */
            kinds?: components["schemas"]["TaskKind"][];
            zone?: string;
        };
        Task: {
            id: string;
            warehouse: string;
            kind: components["schemas"]["TaskKind"];
            status: components["schemas"]["TaskStatus"];
            assignee?: string;
            batch?: string;
            seq?: number;
            priority?: number;
            order?: string;
            shipment?: string;
            line?: number;
            sku?: string;
            lot?: string;
            qty?: number;
            qty_done?: number;
            from?: string;
            from_unit?: string;
            to?: string;
            unit?: string;
            units?: string[];
            zone?: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            started_at?: string;
            /** Format: date-time */
            ended_at?: string;
            note?: string;
            /** @description What GS1 codes told: gtin, lot, serial, expires, weight_g */
            captured?: {
                [key: string]: string;
            };
            gtin?: string;
            /** @description of the one unit that is handled */
            serial?: string;
            /** @description the count, assembly or shipment that the task is for */
            ref?: string;
            pack?: components["schemas"]["PackState"];
            /** @description of a pick of a batch: the tasks of kind part, one for each shipment's line, that it fetches */
            parts?: string[];
            /** @description of a tote of a batch: what is still to be laid on the sorter for orders */
            goods?: components["schemas"]["Content"][];
            /** @description what is packed out of a chute of one order */
            parcels?: string[];
        };
        Step: {
            task: string;
            kind: components["schemas"]["TaskKind"];
            /** @description scan_location, scan_item, scan_unit, put_unit, scan_label, scan_dock, scan_place, scan_box, pack_item, weigh_carton, lay_on, done */
            step: string;
            prompt: string;
            args?: Record<string, never>;
            /** @description payloads that would be right */
            expect: string[];
            qty?: number;
            done: boolean;
            /** @description the task of the same batch that follows */
            next?: string;
            rack?: components["schemas"]["RackView"];
        };
        /** @description The shelf or rack in which the step's place is, as the person before it sees it */
        RackView: {
            aisle?: number;
            /** @description those of this side around the place, from left to right, 7 at most */
            bays: number[];
            bay: number;
            levels: number;
            /** @description 1 is the lowest */
            level: number;
            /** @description whether there are bays before and after those */
            more: boolean[];
        };
        Claimed: components["schemas"]["Step"] & {
            task_detail: components["schemas"]["Task"];
        };
        WorkItem: {
            task: components["schemas"]["Task"];
            step: components["schemas"]["Step"];
        };
        Confirmation: {
            /** @description raw payloads of the scanner */
            scans: string[];
            qty?: number | null;
            to?: string;
        };
        Exception: {
            /** @enum {unknown} */
            code: "short" | "damaged" | "wrong_item" | "blocked" | "not_found" | "other";
            qty?: number | null;
            /** @description at most 500 bytes */
            note?: string;
            /** @description what the code speaks of, where a tote of a batch holds several items, with qty as what of it is there; left out, it is all that the tote should hold still */
            sku?: string;
            /** @description SHA-256 of each photo that will be sent to POST /v1/problems/photos, in lower-case hexadecimal digits */
            photos?: string[];
        };
        NewTransport: {
            warehouse?: string;
            handling_unit: string;
            to: string;
            priority?: number;
            /** Format: date-time */
            deadline?: string | null;
            /** @description transports that must be done before this one begins; if one of them fails or is cancelled, so does this */
            after?: string[];
        };
        Transport: {
            id: string;
            warehouse: string;
            handling_unit: string;
            from: string;
            to: string;
            status: components["schemas"]["TransportStatus"];
            priority: number;
            /** Format: date-time */
            deadline?: string;
            after?: string[];
            missions: components["schemas"]["Mission"][];
            reason?: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            ended_at?: string;
            /** @description somebody cancelled it while a maker's fleet had it; it ends when the fleet's controller gave it up */
            unwanted?: boolean;
        };
        Mission: {
            id: string;
            /** @description crane, vehicle, fleet */
            class: string;
            device?: string;
            from: string;
            to: string;
            /** @enum {unknown} */
            status: "planned" | "assigned" | "loaded" | "done" | "failed" | "cancelled";
            reason?: string;
            /** @description the mission with which it forms one job of the machine, such as the two legs of a dual cycle */
            job?: string;
        };
        Device: {
            id: string;
            warehouse: string;
            class: string;
            protocol: string;
            online: boolean;
            ready: boolean;
            mode: string;
            fault?: string;
            /**
             * Format: date-time
             * @description wall time
             */
            last_seen?: string;
            detail?: Record<string, never>;
        };
        Live: {
            warehouse: string;
            /**
             * Format: date-time
             * @description site time
             */
            time: string;
            vehicles: components["schemas"]["LiveVehicle"][];
            cranes: components["schemas"]["LiveCrane"][];
            chutes: components["schemas"]["LiveChute"][];
            people: components["schemas"]["LivePerson"][];
            /** @description how many orders have a status */
            orders: {
                [key: string]: number;
            };
            alarms: components["schemas"]["Alarm"][];
            kpis: {
                [key: string]: number;
            };
            /** @description handling units, cells per rack aisle */
            fill?: {
                [key: string]: number[];
            };
        };
        LiveVehicle: {
            id: string;
            x_mm: number;
            y_mm: number;
            theta_mrad: number;
            battery_permille: number;
            load?: string;
            mission?: string;
            /** @description idle, driving, waiting, handling, charging, offline, fault */
            state: string;
            /** @description why it waits, where and for whom, in words */
            waits?: string;
            /** @description the vehicle that it waits for, if it is one */
            waits_for?: string;
            /** Format: date-time */
            waits_since?: string;
            /**
             * @description why it waits, as a code
             * @enum {string}
             */
            waits_reason?: "occupied" | "station_taken" | "unsafe" | "blocked" | "gives_way" | "stuck" | "unplaced" | "closed" | "one_way" | "gate" | "charger" | "strange_load" | "parcel" | "decision";
            /** @description the node that it waits to enter */
            waits_at?: string;
            /** @description the door or lift that it waits for, if it is one */
            waits_gate?: string;
            route?: string[];
            /** @description of a sorting robot */
            length_mm?: number;
            width_mm?: number;
        };
        LiveCrane: {
            id: string;
            x_mm: number;
            y_mm: number;
            bay: number;
            level: number;
            load?: string;
            state: string;
        };
        LiveChute: {
            number: number;
            label: string;
            count: number;
            full: boolean;
        };
        LivePerson: {
            id: string;
            x_mm: number;
            y_mm: number;
            task?: string;
            kind?: string;
        };
        Alarm: {
            id: string;
            /** Format: date-time */
            since: string;
            source: string;
            code: string;
            message: string;
            /** @description the same in Chinese */
            message_zh?: string;
            /** @description info, warning, critical */
            level: string;
        };
        Event: {
            seq: number;
            /** Format: date-time */
            time: string;
            /** @description noun.verb */
            type: string;
            /** @description version of the meaning of data */
            v: number;
            subject: string;
            /** @description where it happened; absent in the network */
            warehouse?: string;
            data: Record<string, never>;
        };
        EventPage: {
            data: components["schemas"]["Event"][];
            /** @description after for the next page; null at the end of the journal */
            next: string | null;
            /** @description after to ask with later */
            last: number;
        };
        ClaimedTask: {
            task: components["schemas"]["Task"];
            script: components["schemas"]["Step"][];
            /** @description the step that comes next */
            at: number;
        };
        Reason: {
            reason: string;
        };
        Outage: {
            device: string;
            warehouse: string;
            reason: string;
            by: string;
            /** Format: date-time */
            since: string;
            /** @description work made for people or sent another way */
            tasks?: number;
            /** @description units that can't be promised meanwhile */
            blocked?: number;
        };
        NewZone: {
            warehouse: string;
            x_mm?: number;
            y_mm?: number;
            width_mm: number;
            depth_mm: number;
        };
        Zone: {
            id: string;
            warehouse: string;
            x_mm: number;
            y_mm: number;
            width_mm: number;
            depth_mm: number;
            /** @enum {unknown} */
            state: "open" | "restricted" | "evacuated";
            reason?: string;
            by?: string;
            /** Format: date-time */
            since?: string;
            /** @description vehicles that stand still for it */
            paused: string[];
        };
        AlarmCase: {
            id: string;
            /** Format: date-time */
            since: string;
            source: string;
            code: string;
            message: string;
            /** @description the same in Chinese */
            message_zh?: string;
            /** @enum {unknown} */
            level: "info" | "warning" | "critical";
            owner?: string;
            acknowledged_by?: string;
            /** Format: date-time */
            acknowledged_at?: string;
            note?: string;
            /** Format: date-time */
            cleared_at?: string;
            /** @description by which rules it was passed on */
            told: {
                [key: string]: string;
            };
        };
        AlarmRule: {
            id: string;
            /**
             * @description the least
             * @enum {unknown}
             */
            level: "info" | "warning" | "critical";
            /** @description only these; none for all */
            codes: string[];
            /** @description age in seconds of site time */
            after_s?: number;
            /** @enum {unknown} */
            via: "email" | "webhook" | "wecom" | "teams";
            url?: string;
            /** @description host:port of the mail server */
            smtp?: string;
            from?: string;
            to: string[];
            /** @description of the mail server; over TLS only */
            user?: string;
            /** @description 20 if absent */
            per_hour?: number;
        };
        NewAlarmRule: {
            id?: string;
            /**
             * @description the least
             * @enum {unknown}
             */
            level: "info" | "warning" | "critical";
            /** @description only these; none for all */
            codes?: string[];
            /** @description age in seconds of site time */
            after_s?: number;
            /** @enum {unknown} */
            via: "email" | "webhook" | "wecom" | "teams";
            url?: string;
            /** @description host:port of the mail server */
            smtp?: string;
            from?: string;
            to?: string[];
            /** @description of the mail server; over TLS only */
            user?: string;
            /** @description 20 if absent */
            per_hour?: number;
            /** @description never shown again */
            password?: string;
        };
        AlertRule: {
            /** @description in a body that of the path or nothing */
            id?: string;
            /** @description a figure of the board, or item_cover (days that an item's free stock lasts), supplier_late (days), order_age (hours) */
            measure: string;
            /** @description empty: the network; of lists all warehouses */
            warehouse?: string;
            /** @description wrong above it */
            above?: number;
            /** @description wrong below it */
            below?: number;
            /** @description of the board, up to today; 0: 7 */
            days?: number;
            /** @description how long it must be wrong before anybody is told */
            for_hours?: number;
            /** @description how many wrong ones a list may have */
            allow?: number;
            /** @enum {unknown} */
            level: "info" | "warning" | "critical";
            owner?: string;
            due_hours: number;
            /** @description whose it is once it is overdue; then it is an alarm, too */
            escalate_to?: string;
            readonly put_by?: string;
            /** Format: date-time */
            readonly put_at?: string;
        };
        Alert: {
            id: string;
            rule: string;
            measure: string;
            warehouse?: string;
            /** @enum {unknown} */
            level: "info" | "warning" | "critical";
            /** @enum {unknown} */
            status: "open" | "acknowledged" | "snoozed" | "done";
            /** @description now; of a list how many are wrong */
            value: number;
            /** @description since it is open */
            worst: number;
            above?: number;
            below?: number;
            /** @description the worst of them */
            list?: components["schemas"]["AlertSubject"][];
            /** Format: date-time */
            since: string;
            owner?: string;
            /** Format: date-time */
            due_at: string;
            /** Format: date-time */
            escalated_at?: string;
            /** Format: date-time */
            snoozed_till?: string;
            /** Format: date-time */
            closed_at?: string;
            /** @description absent: by itself */
            closed_by?: string;
            note?: string;
        };
        AlertSubject: {
            /** @description of an item, a receipt or an order */
            id: string;
            warehouse?: string;
            value: number;
        };
        AlertChange: {
            /** @description to assign */
            owner?: string;
            /** @description to snooze */
            hours?: number;
            note?: string;
        };
        Replanned: {
            /** @description Orders that were planned together */
            orders: number;
            /** @description Minor units */
            cost_before: number;
            /** @description If every shipment asked back is given back */
            cost_after: number;
            /** @description No plan of these orders costs less */
            lower_bound: number;
            /** @description Share of cost_after by which it is above the bound at most */
            gap: number;
            moved: string[];
            skipped: {
                order: string;
                /** @enum {string} */
                reason: "order_changed" | "stock_not_free" | "day_full";
            }[];
        };
        NewAllocationRule: {
            /**
             * @description prefer or forbid a warehouse; fence units of an item for a channel; keep units or days of cover back
             * @enum {string}
             */
            kind: "prefer" | "forbid" | "fence" | "keep";
            warehouse: string;
            /** @description all items if left out */
            sku?: string;
            /** @description whose orders it is for, all if left out; of a fence, whose stock it is */
            channel?: string;
            /** @description of prefer and forbid */
            country?: string;
            /** @description of prefer and forbid */
            service?: string;
            /** @description prefer: minor units that a shipment from there may cost more */
            up_to?: number;
            /** @description of fence and keep */
            units?: number;
            /** @description keep: days of what was promised from there in the last week */
            days?: number;
            note?: string;
        };
        AllocationRule: {
            id: string;
            /**
             * @description prefer or forbid a warehouse; fence units of an item for a channel; keep units or days of cover back
             * @enum {string}
             */
            kind: "prefer" | "forbid" | "fence" | "keep";
            warehouse: string;
            /** @description all items if left out */
            sku?: string;
            /** @description whose orders it is for, all if left out; of a fence, whose stock it is */
            channel?: string;
            /** @description of prefer and forbid */
            country?: string;
            /** @description of prefer and forbid */
            service?: string;
            /** @description prefer: minor units that a shipment from there may cost more */
            up_to?: number;
            /** @description of fence and keep */
            units?: number;
            /** @description keep: days of what was promised from there in the last week */
            days?: number;
            note?: string;
            /** @description counts the changes of all rules */
            version: number;
            by: string;
            /** Format: date-time */
            at: string;
            /** @description in a history */
            deleted?: boolean;
        };
        RuleHistory: components["schemas"]["AllocationRule"] & {
            /** @description the latest first */
            history: components["schemas"]["AllocationRule"][];
        };
        Backorder: {
            line: number;
            qty: number;
            /**
             * Format: date-time
             * @description when announced goods cover it, after all who wait before it; null when they do not
             */
            expected_at: string | null;
        };
        ToPromise: {
            sku: string;
            /** @description in all warehouses */
            free: number;
            /** @description units that orders wait for */
            waiting: number;
            /** @description receipts and transfers that are announced, in the order in which they are expected; without a date last */
            dates: {
                warehouse: string;
                qty: number;
                /** Format: date-time */
                expected_at: string | null;
                /** @description id of the receipt or transfer */
                source: string;
                /** @description free then */
                available: number;
            }[];
        };
        WhatIfChange: {
            /** @enum {string} */
            kind: "close" | "move_stock" | "tariff" | "handling" | "cut_off" | "demand";
            /** @description of close, move_stock (from), handling, cut_off */
            warehouse?: string;
            /** @description of move_stock */
            to?: string;
            /** @description of move_stock */
            sku?: string;
            /** @description of move_stock */
            qty?: number;
            /** @description of tariff; all lanes if left out */
            lane?: string;
            /** @description of tariff, handling and demand: 100 is as it is */
            percent?: number;
            /** @description HH:MM at the warehouse */
            cut_off?: string;
        };
        WhatIf: {
            name?: string;
            changes: components["schemas"]["WhatIfChange"][];
        };
        PlanFigures: {
            orders: number;
            shipments: number;
            units: number;
            short_units: number;
            /** @description minor units */
            cost: number;
            /** @description lane, weight, handling, split */
            parts: {
                [key: string]: number;
            } | null;
            /** @description no plan with as few short units costs less */
            lower_bound: number;
            /** @description mean of the shipments, until they are with the customer */
            days: number;
            /** @description than promised now */
            later_orders: number;
            warehouses: {
                warehouse: string;
                shipments: number;
                units: number;
                cost: number;
            }[];
            /** @description from warehouses to customers, by cell of half a degree or more, the most units first */
            flows?: components["schemas"]["PlanFlow"][] | null;
        };
        PlanFlow: {
            warehouse: string;
            country: string;
            /** @description middle of the cell; absent: only the country is known */
            lat?: number;
            lon?: number;
            shipments: number;
            units: number;
        };
        WhatIfReport: {
            id: string;
            /** Format: date-time */
            made_at: string;
            made_by: string;
            name: string;
            changes: components["schemas"]["WhatIfChange"][];
            now: components["schemas"]["PlanFigures"];
            base: components["schemas"]["PlanFigures"];
            changed: components["schemas"]["PlanFigures"];
            /** @description orders that can't be planned anew: of a lot, of shelf life, or without a lane */
            left_out: number;
            /** @description orders that base and changed serve from other warehouses */
            differ: number;
            examples: {
                order: string;
                base: string[];
                changed: string[];
                /** @description changed less base */
                cost: number;
            }[];
        };
        WhatIfCompared: {
            a: components["schemas"]["WhatIfReport"];
            b: components["schemas"]["WhatIfReport"];
            difference: components["schemas"]["PlanFigures"];
        };
        Appointment: {
            /** @description not in a body */
            id?: string;
            /** @description needed by a caller with several */
            warehouse?: string;
            dock: string;
            /** Format: date-time */
            from: string;
            /**
             * Format: date-time
             * @description at most 24 hours later
             */
            to: string;
            supplier?: string;
            carrier?: string;
            receipt?: string;
            /**
             * @description not in a body
             * @enum {unknown}
             */
            status?: "planned" | "arrived" | "left" | "cancelled";
            /**
             * Format: date-time
             * @description not in a body
             */
            arrived_at?: string;
            /**
             * Format: date-time
             * @description not in a body
             */
            left_at?: string;
        };
        StockAsOf: {
            /** @description the journal record after which it was so */
            seq: number;
            /**
             * Format: date-time
             * @description of that record
             */
            at: string;
            warehouse: string;
            data: components["schemas"]["PastStock"][];
        };
        PastStock: {
            sku: string;
            location?: string;
            /** @description for what lay in one */
            handling_unit?: string;
            lot?: string;
            serial?: string;
            owner?: string;
            status: components["schemas"]["StockStatus"];
            on_hand: number;
            reserved: number;
        };
        AuditRecord: {
            seq: number;
            /** Format: date-time */
            at: string;
            /** @description net or a warehouse */
            partition: string;
            /** @description of the command */
            kind: string;
            user: string;
            /** @description the address or the device */
            from: string;
            reason: string;
            /** @description the record whose message led to this one */
            cause?: number;
            events: {
                type: string;
                subject: string;
                data?: Record<string, never>;
            }[];
        };
        Board: {
            /** Format: date */
            from: string;
            /** Format: date */
            to: string;
            warehouse?: string;
            sku?: string;
            figures: components["schemas"]["BoardFigure"][];
            index: components["schemas"]["BoardIndex"];
            /** @description the warehouses of the network */
            parts: components["schemas"]["BoardPart"][];
            /** @description those shipped most, 200 at most */
            items: components["schemas"]["BoardItem"][];
        };
        /** @description value is of out of over, times a scale; docs/board.md has the formulas */
        BoardFigure: {
            code: string;
            /** @enum {string} */
            family: "inventory" | "logistics" | "orders" | "forecast" | "cost" | "work";
            /** @enum {string} */
            unit: "share" | "hours" | "days" | "a_year" | "a_day" | "per_100" | "per_1000" | "hours_per_100" | "each";
            /** @description null: nothing to measure */
            value: number | null;
            of: number;
            over: number;
            /** @enum {string} */
            better: "high" | "low";
            target?: number | null;
            /** @description the figure of each day */
            trend: (number | null)[];
            /** @description its events can be listed */
            behind: boolean;
        };
        /** @description the supply-chain flexibility index, 0 to 100, and its parts; null: nothing to measure */
        BoardIndex: {
            value: number | null;
            response: number | null;
            cost: number | null;
            stock: number | null;
            fill: number | null;
            capacity: number | null;
        };
        BoardPart: {
            warehouse: string;
            values: {
                [key: string]: number | null;
            };
        };
        BoardItem: {
            sku: string;
            shipped: number;
            received: number;
            returned: number;
            /** @description less what was found */
            lost: number;
            on_hand: number;
            turnover: number | null;
            cover_days: number | null;
        };
        BoardEvent: {
            seq: number;
            /** Format: date-time */
            time: string;
            type: string;
            subject: string;
            warehouse?: string;
            data: Record<string, never>;
        };
        StockCareReport: {
            /**
             * Format: date-time
             * @description of the look
             */
            at: string;
            /** @description items in warehouses with stock */
            series: number;
            sums: components["schemas"]["StockCareClass"][];
            data: components["schemas"]["StockCare"][];
        };
        StockCareClass: {
            warehouse: string;
            /** @enum {unknown} */
            class: "expiring" | "dead" | "excess" | "slow" | "new";
            items: number;
            units: number;
            /** @description value of what is free */
            bound_minor: number;
            /** @description of what is advised */
            worth_minor: number;
        };
        StockCare: {
            warehouse: string;
            sku: string;
            /**
             * @description expiring: some will not be sold in time; dead: no sale for 13 weeks and none expected; excess: more than a year will sell; slow: lasts more than 26 weeks; new: here since less than 8 weeks
             * @enum {unknown}
             */
            class: "expiring" | "dead" | "excess" | "slow" | "new";
            free: number;
            on_order: number;
            /** @description expected demand, in thousandths of a unit a week */
            per_week_milli: number;
            /** @description null: nothing is expected to be asked for */
            cover_weeks: number | null;
            /** @description null: never, as far as is known */
            weeks_since_sale: number | null;
            bound_minor: number;
            excess_units: number;
            expiring_units: number;
            /**
             * Format: date
             * @description from then on the first of them may not be shipped
             */
            expires_on?: string;
            /** @enum {unknown} */
            advice?: "" | "bring" | "stop" | "markdown" | "give_back" | "clear" | "wait";
            /** @description that the advice is about */
            units: number;
            /** @description bring: the warehouse that lacks it */
            to?: string;
            /** @description markdown: of the price */
            cut_permille?: number;
            worth_minor: number;
        };
        WeightBreak: {
            /** @description 0 for the first, then up_to_g of the one before */
            above_g: number;
            up_to_g: number;
            /** @description minor units */
            price: number;
        };
        RateZone: {
            id: string;
            /** @description as in ship_to.country; * is each that no other zone has */
            countries: string[];
            /** @description from collection to the customer */
            days: number;
            /** @description minor units */
            surcharge?: number;
            breaks: components["schemas"]["WeightBreak"][];
        };
        CarrierService: {
            carrier?: string;
            service?: string;
            name?: string;
            currency: string;
            /** @description that it collects from; all if absent */
            warehouses?: string[];
            /** @description cm³ per kg, such as 5000; 0: charged by weight only */
            volumetric_divisor?: number;
            /** @description on each price */
            surcharge_permille?: number;
            zones: components["schemas"]["RateZone"][];
            inactive?: boolean;
        };
        QuoteQuery: {
            warehouse?: string;
            country: string;
            weight_g: number;
            volume_mm3?: number;
            /**
             * Format: date
             * @description it leaves; today if absent
             */
            day?: string;
            /**
             * Format: date
             * @description the last day on which it may arrive
             */
            due?: string;
        };
        ConsideredService: {
            carrier: string;
            service: string;
            /** @enum {unknown} */
            verdict: "chosen" | "dearer" | "too_late" | "late" | "no_zone" | "too_heavy" | "not_from_here" | "inactive";
            zone?: string;
            chargeable_g?: number;
            price?: number;
            arrives?: string;
        };
        CarrierChoice: {
            shipment?: string;
            /** @description absent if no service will do */
            carrier?: string;
            service?: string;
            /** @description minor units */
            price: number;
            currency?: string;
            arrives?: string;
            due?: string;
            /** @description nothing meets the promised day */
            late?: boolean;
            forced_by?: string;
            reason?: string;
            /** Format: date-time */
            at: string;
            considered: components["schemas"]["ConsideredService"][];
        };
        ForcedService: {
            carrier: string;
            service: string;
            reason: string;
        };
        NumberRange: {
            id?: string;
            carrier?: string;
            warehouse?: string;
            prefix?: string;
            suffix?: string;
            from: number;
            to: number;
            /** @description digits of the counter */
            width: number;
            /**
             * @description check digit behind the counter
             * @enum {unknown}
             */
            check?: "" | "none" | "gs1" | "s10";
            /** @description an alarm says when no more are left */
            warn_below?: number;
            /** @description answers only */
            next?: number;
            /** @description answers only */
            left?: number;
        };
        /** @enum {unknown} */
        TrackStatus: "picked_up" | "in_transit" | "out_for_delivery" | "delivered" | "exception" | "returned";
        NewCarrierLink: {
            carrier?: string;
            /** @description of its waybill interface; absent: numbers come from ranges */
            url?: string;
            account?: string;
            /**
             * @description md5 if absent
             * @enum {unknown}
             */
            sign?: "" | "md5" | "hmac-sha256";
            /** @description 5000 if absent */
            timeout_ms?: number;
            /** @description then a range gives the number; 0: never */
            fallback_after_s?: number;
            paused?: boolean;
            /** @description the carrier's codes of tracking */
            codes?: {
                [key: string]: components["schemas"]["TrackStatus"];
            };
            /** @description kept if absent */
            secret?: string;
        };
        CarrierLinkView: {
            carrier: string;
            url?: string;
            account?: string;
            sign: string;
            timeout_ms?: number;
            fallback_after_s?: number;
            paused?: boolean;
            codes?: {
                [key: string]: components["schemas"]["TrackStatus"];
            };
            /** @enum {unknown} */
            state: "none" | "paused" | "working" | "failing" | "broken";
            /** @description in a row */
            failures: number;
            last_error?: string;
        };
        /** @enum {unknown} */
        WaybillStatus: "waiting" | "refused" | "issued" | "voiding" | "void";
        Waybill: {
            /** @description our reference at the carrier */
            id: string;
            warehouse: string;
            handling_unit: string;
            shipment: string;
            order: string;
            carrier: string;
            service?: string;
            weight_g?: number;
            status: components["schemas"]["WaybillStatus"];
            /** @enum {unknown} */
            source?: "carrier" | "range" | "manual";
            number?: string;
            /** @description destination mark (大头笔) */
            mark?: string;
            sort_code?: string;
            route_code?: string;
            /** @description why there is no number yet */
            error?: string;
            /** Format: date-time */
            asked_at: string;
            /** Format: date-time */
            issued_at?: string;
            /** Format: date-time */
            voided_at?: string;
            tracking?: components["schemas"]["TrackStatus"];
        };
        WaybillNumber: {
            number: string;
        };
        NewTracking: {
            /** @description the carrier's own; an event is taken once */
            id: string;
            number: string;
            /** @description a TrackStatus or one of the link's codes */
            code: string;
            /** Format: date-time */
            at: string;
            /** @description code of a depot */
            place?: string;
            /** @description the carrier's reference to its proof of delivery */
            proof?: string;
            /** @enum {unknown} */
            handed?: "" | "recipient" | "neighbour" | "reception" | "locker" | "safe_place";
        };
        TrackingEvents: {
            events: components["schemas"]["NewTracking"][];
        };
        TrackingEvent: {
            id: string;
            number: string;
            status: components["schemas"]["TrackStatus"];
            code: string;
            /** Format: date-time */
            at: string;
            place?: string;
            proof?: string;
            handed?: string;
            /** Format: date-time */
            taken_at: string;
        };
        TrackingResult: {
            id: string;
            /** @enum {unknown} */
            status: "accepted" | "repeated" | "refused";
            shipment?: string;
            code?: string;
            message?: string;
        };
        ParcelView: {
            /** @description our reference at the carrier */
            id: string;
            warehouse: string;
            handling_unit: string;
            shipment: string;
            order: string;
            carrier: string;
            service?: string;
            weight_g?: number;
            status: components["schemas"]["WaybillStatus"];
            /** @enum {unknown} */
            source?: "carrier" | "range" | "manual";
            number?: string;
            /** @description destination mark (大头笔) */
            mark?: string;
            sort_code?: string;
            route_code?: string;
            /** @description why there is no number yet */
            error?: string;
            /** Format: date-time */
            asked_at: string;
            /** Format: date-time */
            issued_at?: string;
            /** Format: date-time */
            voided_at?: string;
            tracking?: components["schemas"]["TrackStatus"];
            events: components["schemas"]["TrackingEvent"][];
        };
        ShipmentTracking: {
            shipment: string;
            order: string;
            warehouse: string;
            status: string;
            carrier?: string;
            service?: string;
            /** @description cartons */
            delivered: number;
            parcels: components["schemas"]["ParcelView"][];
            /** @description of delivery */
            proof: components["schemas"]["TrackingEvent"][];
        };
        Channel: {
            id?: string;
            /** @description of what is free, the last qty units go to this channel's orders only */
            fences?: components["schemas"]["Fence"][];
            /** @description kept back from what the channel is told of every item */
            buffer?: number;
            /** @description otherwise for some items */
            buffers?: components["schemas"]["Buffer"][];
        };
        Fence: {
            sku: string;
            warehouse: string;
            qty: number;
        };
        Buffer: {
            sku: string;
            qty: number;
        };
        Availability: {
            channel: string;
            sku: string;
            available: number;
            /** @description where it is free for the channel */
            warehouses: {
                [key: string]: number;
            };
        };
        HostStock: {
            warehouse: string;
            sku: string;
            qty: number;
        };
        NewComparison: {
            /** Format: date-time */
            at?: string;
            rows: components["schemas"]["HostStock"][];
        };
        Comparison: {
            n: number;
            host: string;
            /** Format: date-time */
            at: string;
            /** Format: date-time */
            made_at: string;
            rows: number;
            /** @description items without a difference */
            equal: number;
            /** @description differences without a rest */
            explained: number;
            unexplained: number;
            /** @description unexplained ones first, at most 5,000 */
            differences: components["schemas"]["Difference"][];
        };
        Difference: {
            warehouse: string;
            sku: string;
            ours: number;
            host: number;
            causes: components["schemas"]["Cause"][];
            /** @description ours less host less the causes; absent if 0 */
            rest?: number;
        };
        Cause: {
            /** @enum {unknown} */
            kind: "not_confirmed" | "not_told" | "held" | "unshipped" | "in_transit";
            /** @description ours less host */
            qty: number;
            /** @description receipt, shipment, adjustment, return … */
            what: string;
            refs?: string[];
        };
        ConnectionTest: {
            device: string;
            good: boolean;
            steps: components["schemas"]["ConnectionStep"][];
        };
        ConnectionStep: {
            /** @enum {string} */
            step: "reach" | "session" | "heard" | "ready";
            good: boolean;
            /** @description an address, a protocol, a time, a mode or a fault */
            detail: string;
            ms?: number;
        };
        NewCount: {
            warehouse?: string;
            /** @description either these or a rule */
            locations?: string[];
            /** @description all, zone:NAME, abc (due by class), zero (believed empty), oldest (longest not counted) */
            rule?: string;
            /** @description of locations that a rule takes */
            limit?: number;
            /** @description tell the counter what should be there */
            show_expected?: boolean;
        };
        Count: {
            id: string;
            warehouse: string;
            rule?: string;
            /** @enum {unknown} */
            status: "open" | "approval" | "done" | "cancelled";
            show_expected?: boolean;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            ended_at?: string;
            total: number;
            /** @description locations to count or recount */
            open: number;
            /** @description locations that wait for approval */
            waiting: number;
            locations?: components["schemas"]["CountLocation"][];
        };
        CountLocation: {
            location: string;
            /** @enum {unknown} */
            status: "open" | "recount" | "approval" | "done" | "rejected" | "cancelled";
            task?: string;
            counters: string[];
            /** Format: date-time */
            counted_at?: string;
            /** @description of the last count */
            differences: components["schemas"]["CountDifference"][];
            /** @description asked after a pick that should have emptied it */
            zero_check?: boolean;
        };
        /** @description Without sku, the handling unit itself is missing or stands here unexpectedly. */
        CountDifference: {
            handling_unit?: string;
            sku?: string;
            lot?: string;
            serial?: string;
            expected: number;
            counted: number;
        };
        CountVerdict: {
            /** @description absent: all that wait */
            location?: string;
            reason?: string;
        };
        StockSettings: {
            warehouse?: string;
            /** @description a larger adjustment waits for approval */
            adjust_limit_qty: number;
            /** @description a larger difference is counted again by somebody else */
            recount_limit_qty: number;
            /** @description a larger difference waits for approval */
            approve_limit_qty: number;
            /** @description ask whoever empties a location whether it is empty */
            zero_check: boolean;
            /** @description how long a count may keep pickers off its location */
            count_minutes: number;
            /** @description between counts of a location with items of class A */
            days_a: number;
            days_b: number;
            days_c: number;
            /** @description days before expiry at which an event warns */
            warn_days: number;
        };
        EmptyType: {
            /** @description in a body, that of the path or nothing */
            id?: string;
            name?: string;
            /** @description minor units for one */
            deposit?: number;
        };
        EmptiesCount: {
            type: string;
            location: string;
            qty: number;
        };
        EmptiesBalance: {
            warehouse: string;
            partner: string;
            type: string;
            /** @description what the partner owes; below zero we owe them */
            qty: number;
            /** @description minor units */
            deposit: number;
        };
        NewEmptiesMove: {
            type: string;
            qty: number;
            from?: string;
            to?: string;
            from_partner?: string;
            to_partner?: string;
            receipt?: string;
            return?: string;
            note?: string;
        };
        EmptiesMove: {
            type: string;
            qty: number;
            from?: string;
            to?: string;
            from_partner?: string;
            to_partner?: string;
            receipt?: string;
            return?: string;
            note?: string;
            id: string;
            warehouse: string;
            by?: string;
            /** Format: date-time */
            at: string;
        };
        EmptiesTask: {
            warehouse?: string;
            type: string;
            qty: number;
            from: string;
            to: string;
        };
        /** @description shares are of what was asked for; missing where nothing was */
        ForecastAccuracy: {
            warehouse?: string;
            family?: string;
            sku?: string;
            /** @description weeks that have passed and were forecast */
            weeks: number;
            /** @description forecasts of those weeks, up to 8 of each week and item */
            forecasts: number;
            /** @description absolute errors of items */
            wape?: number;
            /** @description absolute errors against the mean error of the naive forecast in the past */
            mase?: number;
            /** @description what was said too much */
            bias?: number;
            /** @description share of forecasts whose 80 % interval held */
            covered80: number;
            /** @description absolute errors of the sum of all items a week */
            sum_wape?: number;
            /** @description an item's tracking signal: sum of errors over their mean size */
            signal?: number;
            /** @description what the item's mean is multiplied by because of its bias */
            correction?: number;
        };
        Heat: {
            warehouse: string;
            /** @enum {string} */
            by: "fill" | "velocity" | "age";
            /** @description of the values */
            max: number;
            bays: {
                /** @description south-west corner */
                x_mm: number;
                y_mm: number;
                width_mm: number;
                depth_mm: number;
                value: number;
            }[];
        };
        /** @enum {unknown} */
        HostKind: "erp" | "shop" | "marketplace";
        NewHost: {
            id?: string;
            kind: components["schemas"]["HostKind"];
            /**
             * Format: uri
             * @description takes our messages; empty if it is told nothing
             */
            url?: string;
            /** @description types it is told of: receipt.closed, or receipt.* for all of a noun */
            events?: string[];
            /** @description of its orders; it is told the availability of this one */
            channel?: string;
            /** @description goes before its order ids; with one the host is told of its own orders only */
            prefix?: string;
            /** @description messages per call at most; 20 if absent */
            batch?: number;
            paused?: boolean;
            /** @description both sides sign with it; never shown again */
            secret?: string;
        };
        Host: {
            id: string;
            kind: components["schemas"]["HostKind"];
            url?: string;
            events: string[];
            channel?: string;
            prefix?: string;
            batch?: number;
            paused?: boolean;
            /** @enum {unknown} */
            state: "silent" | "paused" | "current" | "behind" | "failing";
            /** @description every message up to this sequence number is delivered or parked */
            delivered: number;
            /** @description the last sequence number there is */
            last: number;
            /** Format: date-time */
            delivered_at?: string;
            /** @description tries in vain in a row */
            failures: number;
            last_error?: string;
            parked: number;
        };
        HostMessage: {
            /** @description the same however often it is sent */
            id: string;
            /** @description grows; it has gaps */
            seq: number;
            /** @description messages of one key come in order */
            key: string;
            type: string;
            v: number;
            /** Format: date-time */
            time: string;
            subject: string;
            warehouse?: string;
            data: Record<string, never>;
        };
        Delivery: {
            n: number;
            seq: number;
            key: string;
            type: string;
            /** Format: date-time */
            at: string;
            /** @enum {unknown} */
            result: "delivered" | "parked" | "dropped";
            /** @description of HTTP */
            status?: number;
            attempts: number;
            /** @description site time from the event to the delivery */
            lag_ms?: number;
            /** @description sent before */
            again?: boolean;
            error?: string;
        };
        Replay: {
            from: number;
        };
        Drop: {
            seq: number;
            reason: string;
        };
        InboxResult: {
            /** @description the host's own */
            id: string;
            /** @enum {unknown} */
            status: "accepted" | "repeated" | "refused";
            /** @description its id here */
            order?: string;
            code?: string;
            message?: string;
        };
        ReceiptLine: {
            sku: string;
            /** @description expected; 0 only in an answer, for what nobody announced */
            qty: number;
            lot?: string;
            /** Format: date-time */
            expires?: string | null;
            /** @description not in a body */
            received?: number;
            /** @description of what was received; not in a body */
            damaged?: number;
            /** @description nobody expected this item or lot; not in a body */
            unannounced?: boolean;
        };
        Receipt: {
            id?: string;
            warehouse?: string;
            supplier?: string;
            /** Format: date-time */
            expected_at?: string | null;
            /**
             * @description not in a body
             * @enum {unknown}
             */
            status?: "expected" | "receiving" | "closed";
            /** @description none: a blind receipt */
            lines?: components["schemas"]["ReceiptLine"][];
            /**
             * @description who makes the put-away work; default as the warehouse has it
             * @enum {unknown}
             */
            putaway?: "auto" | "manual";
            /** @description nothing was announced; not in a body */
            blind?: boolean;
            /** @description once it is closed; not in a body */
            discrepancies?: components["schemas"]["Discrepancy"][];
            /**
             * Format: date-time
             * @description not in a body
             */
            closed_at?: string;
            booked?: components["schemas"]["Booked"];
        };
        Discrepancy: {
            sku: string;
            expected: number;
            received: number;
            damaged?: number;
        };
        /** @description what the call that this answers has booked; not in a body */
        Booked: {
            sku: string;
            qty: number;
            lot?: string;
            status: components["schemas"]["StockStatus"];
            location: string;
            handling_unit?: string;
            /** @description the quality inspection that these units wait for */
            inspection?: string;
            /** @description why they may not be sold */
            reason?: string;
        };
        /** @description sku and qty are needed unless scans say them */
        ReceiveLine: {
            sku?: string;
            qty?: number;
            /** @description what qty counts; default base units */
            unit?: string;
            /** @description needed for an item that is tracked by lot */
            lot?: string;
            /**
             * Format: date-time
             * @description needed for an item that is tracked by expiry
             */
            expires?: string | null;
            /** @description one per unit; needed for an item that is tracked by serial */
            serials?: string[];
            /** @description its licence plate; "new" for one that is made now */
            handling_unit?: string;
            /**
             * @default pallet
             * @enum {unknown}
             */
            handling_unit_kind: "pallet" | "tote" | "case";
            damaged?: boolean;
            /** @description the dock; default the first inbound one */
            location?: string;
            /** @description books a lot of an announced item that was not announced */
            unannounced?: boolean;
            /** @description raw codes of the goods: a GTIN says the item and, if it is a packaging's, that qty counts those; (10), (17), (21), (37) and (00) say lot, expiry, serial, quantity and handling unit */
            scans?: string[];
        };
        PendingAdjustment: {
            id: string;
            warehouse: string;
            location: string;
            sku: string;
            delta: number;
            reason: string;
            lot?: string;
            /** @enum {unknown} */
            status: "pending" | "approved" | "rejected";
            by: string;
            /** Format: date-time */
            at: string;
            decided_by?: string;
            /** Format: date-time */
            decided_at?: string;
        };
        HoldRecord: {
            id: string;
            warehouse: string;
            location?: string;
            lot?: string;
            handling_unit?: string;
            reason: string;
            qty: number;
            /** @enum {unknown} */
            status: "active" | "released";
            /** Format: date-time */
            at: string;
            /** Format: date-time */
            released_at?: string;
            /** @description units that went back into sale */
            released?: number;
        };
        StatusChange: {
            warehouse?: string;
            /** @description either this or handling_unit */
            location?: string;
            handling_unit?: string;
            sku: string;
            /** @description absent: any */
            lot?: string;
            serial?: string;
            /** @description 0 or absent: all of it */
            qty?: number;
            from?: components["schemas"]["StockStatus"];
            /** @enum {unknown} */
            to: "available" | "hold" | "damaged" | "quarantine" | "expired" | "scrap";
            reason: string;
        };
        LotCorrection: {
            warehouse?: string;
            /** @description either this or handling_unit */
            location?: string;
            handling_unit?: string;
            sku: string;
            from_lot: string;
            to_lot: string;
            /** @description 0 or absent: all of it */
            qty?: number;
            /** Format: date-time */
            expires?: string | null;
            reason: string;
        };
        Changed: {
            qty: number;
            freed: components["schemas"]["Freed"][];
        };
        Swept: {
            warehouse: string;
            expired: number;
            /** @description held, because less than min_ship_days are left */
            too_short: number;
            /** @description lots that expire soon */
            warned: number;
        };
        SerialHistory: {
            serial: string;
            now: components["schemas"]["SerialNow"][];
            moves: components["schemas"]["SerialStep"][];
        };
        SerialNow: {
            warehouse: string;
            sku: string;
            lot?: string;
            status?: components["schemas"]["StockStatus"];
            location?: string;
            handling_unit?: string;
            /** @description customer, loss, sent, adjustment, assembly: no longer in the building */
            left?: string;
            order?: string;
            shipment?: string;
            /** Format: date-time */
            since: string;
        };
        SerialStep: {
            warehouse: string;
            /** Format: date-time */
            at: string;
            sku: string;
            from: string;
            to: string;
            status: components["schemas"]["StockStatus"];
            why: string;
        };
        BOMLine: {
            sku: string;
            qty: number;
        };
        BillOfMaterials: {
            /** @description in a body, that of the path or nothing */
            sku?: string;
            /** @description of one kit */
            lines: components["schemas"]["BOMLine"][];
        };
        NewAssembly: {
            warehouse?: string;
            sku: string;
            qty: number;
            /** @description where what is made will lie */
            location: string;
            /** @description of what is made */
            lot?: string;
            disassemble?: boolean;
            /** @description where people make it: tasks fetch the components there, make it and bring it to location; none: no tasks */
            bench?: string;
        };
        Assembly: {
            id: string;
            warehouse: string;
            sku: string;
            qty: number;
            location: string;
            lot?: string;
            disassemble?: boolean;
            /** @enum {unknown} */
            status: "open" | "done" | "cancelled";
            parts: components["schemas"]["AssemblyPart"][];
            makes: components["schemas"]["BOMLine"][];
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            ended_at?: string;
            bench?: string;
        };
        AssemblyPart: {
            sku: string;
            location: string;
            lot?: string;
            serial?: string;
            owner?: string;
            qty: number;
        };
        SiteLayout: {
            warehouse: string;
            version: components["schemas"]["LayoutVersion"];
            /** @description with the keys of a site file's layout; lengths in mm */
            layout: Record<string, never>;
            vehicles: components["schemas"]["LayoutVehicle"][];
            /** @description how far apart two nodes are at least */
            node_gap_mm: number;
        };
        LayoutVersion: {
            /** @description 0 is the site file's */
            version: number;
            /** Format: date-time */
            saved_at?: string;
            saved_by?: string;
            note?: string;
            /** @description the version that it is a copy of */
            restores?: number;
            places: number;
            nodes: number;
            /** @enum {unknown} */
            state: "in_force" | "next_start" | "set_aside" | "past";
            /**
             * @description set aside at the last start, because: the site file's layout was changed since; places would be gone that hold something; vehicles were on their way where roads would be gone; the site file changed so that it does not fit any more
             * @enum {unknown}
             */
            why?: "file_changed" | "orphans" | "missions" | "faulty";
            why_text?: string;
            /** @description the version that the site runs with */
            in_force: number;
        };
        LayoutVehicle: {
            model: string;
            count: number;
            length_mm: number;
            width_mm: number;
            max_load_g: number;
        };
        LayoutFinding: {
            code: string;
            /**
             * @description an error keeps it from being saved
             * @enum {unknown}
             */
            level: "error" | "warning";
            /** @description what is wrong, and what would be right */
            message: string;
            /** @description the ids that it is about */
            parts: string[];
            x_mm?: number;
            y_mm?: number;
            have_mm?: number;
            need_mm?: number;
        };
        NewLayout: {
            /** @description the newest version when it was drawn; 409 layout_changed if there is a newer one */
            base: number;
            layout: Record<string, never>;
            note?: string;
        };
        LayoutDraft: {
            layout: Record<string, never>;
            warnings: components["schemas"]["LayoutWarning"][];
            findings: components["schemas"]["LayoutFinding"][];
        };
        LayoutWarning: {
            path: string;
            text: string;
        };
        Manifest: {
            id: string;
            warehouse: string;
            carrier: string;
            /** @description empty: all of the carrier's */
            route?: string;
            dock: string;
            /** Format: date-time */
            departs_at?: string;
            /** @enum {unknown} */
            status: "open" | "loading" | "closed" | "handed_over" | "cancelled";
            /** @description it opened by itself */
            auto?: boolean;
            opened_by?: string;
            /** Format: date-time */
            opened_at: string;
            closed_by?: string;
            /** Format: date-time */
            closed_at?: string;
            handed_by?: string;
            /** Format: date-time */
            handed_at?: string;
            /** @description its registration */
            vehicle?: string;
            seal?: string;
            cartons: number;
            shipments: number;
            /** @description measured or reckoned */
            weight_g: number;
            left_behind?: components["schemas"]["LeftBehind"][];
        };
        LeftBehind: {
            carton: string;
            shipment?: string;
            reason: string;
        };
        ManifestCarton: {
            seq: number;
            carton: string;
            shipment: string;
            order: string;
            weight_g?: number;
            loaded_by?: string;
            /** Format: date-time */
            loaded_at: string;
        };
        NewManifest: {
            warehouse: string;
            carrier: string;
            route?: string;
            /** @description default the carrier's */
            dock?: string;
            /** Format: date-time */
            departs_at?: string;
            vehicle?: string;
        };
        ScanOn: {
            carton: string;
        };
        ManifestScan: {
            manifest: components["schemas"]["Manifest"];
            shipment: string;
            /** @description cartons of the shipment that are on */
            scanned: number;
            of: number;
        };
        CloseManifest: {
            left_behind?: components["schemas"]["LeftBehind"][];
            /** @description of all others that stay behind */
            reason?: string;
            vehicle?: string;
            seal?: string;
        };
        HandOver: {
            driver: string;
            /** @description a text, or where the picture is */
            signature?: string;
            vehicle?: string;
            seal?: string;
        };
        ManifestProof: {
            manifest: string;
            driver: string;
            signature?: string;
            vehicle?: string;
            seal?: string;
            /** Format: date-time */
            at: string;
            by: string;
        };
        Supplier: {
            /** @description in a body, that of the path or nothing */
            id?: string;
            name?: string;
            gln?: string;
            /** @description how much more than announced may be received; 0: any */
            over_percent?: number;
            inactive?: boolean;
        };
        Carrier: {
            /** @description in a body, that of the path or nothing */
            id?: string;
            name?: string;
            scac?: string;
            services?: string[];
            inactive?: boolean;
        };
        Owner: {
            /** @description in a body, that of the path or nothing */
            id?: string;
            name?: string;
            currency?: string;
            /** @description minor units by kind of activity; a storage_day is one unit for one day */
            rates?: {
                [key: string]: number;
            };
            inactive?: boolean;
        };
        Activity: {
            owner: string;
            warehouse: string;
            /** Format: date */
            day: string;
            /** @enum {unknown} */
            kind: "receipt" | "putaway" | "pick" | "pack" | "return" | "storage_day";
            count: number;
            /** @description units; of a storage_day those on hand */
            qty: number;
            /** @description minor units */
            amount: number;
        };
        Settings: {
            warehouse?: string;
            /**
             * @default auto
             * @enum {unknown}
             */
            putaway: "auto" | "manual";
            weigh_tolerance_permille?: number;
            weigh_tolerance_g?: number;
            size_tolerance_mm?: number;
            pallet_tare_g?: number;
            /**
             * @description every carton is weighed at the bench
             * @default false
             */
            pack_weigh: boolean;
            pack_tolerance_permille?: number;
            /** @description the larger of the two tolerances counts */
            pack_tolerance_g?: number;
            /**
             * @description shipments go to the floor by themselves, or only in waves
             * @enum {unknown}
             */
            release?: "continuous" | "waves";
        };
        /** @description what may be put into a place; limits of 0 mean none */
        LocationRule: {
            max_volume_mm3?: number;
            max_weight_g?: number;
            /** @enum {string} */
            temperature?: "" | "ambient" | "chilled" | "frozen";
            /** @description classes of dangerous goods allowed */
            hazards?: string[];
            /** @description velocity classes allowed; none: all */
            classes?: string[];
            /** @description may hold several items or lots */
            mixed?: boolean;
            /** @description why nothing may be put here now */
            blocked?: string;
        };
        Occasion: {
            /** @description in a body that of the path or nothing */
            id?: string;
            /** @enum {unknown} */
            kind: "promotion" | "calendar";
            /** @description of a calendar occasion: those of the same name teach each other */
            name?: string;
            /** Format: date */
            from: string;
            /**
             * Format: date
             * @description inclusive, at most 92 days later
             */
            to: string;
            /** @description a calendar occasion on the same days of every year */
            yearly?: boolean;
            /** @description of the price, of a promotion; below 0: a rise */
            cut_permille?: number;
            /** @description empty: all */
            warehouses?: string[];
            /** @description empty, with families: all */
            skus?: string[];
            families?: string[];
            readonly put_by?: string;
            /** Format: date-time */
            readonly put_at?: string;
            learned?: components["schemas"]["OccasionEffect"];
        };
        OccasionEffect: {
            /** @description by what a whole week of it multiplies demand */
            factor: number;
            low: number;
            high: number;
            /** @description of items that it was learned from */
            weeks: number;
        };
        KnownWeek: {
            /** @description to come, counted from 0 */
            week: number;
            factor: number;
        };
        /** @description a kind of carton; sizes are inner */
        BoxType: {
            /** @description in a body, that of the path or nothing */
            id?: string;
            name?: string;
            length_mm: number;
            width_mm: number;
            height_mm: number;
            /** @description what it weighs empty */
            tare_g?: number;
            /** @description what it may weigh when full, its own weight included */
            max_g: number;
            /** @description it is proposed no more */
            inactive?: boolean;
        };
        CartonPlan: {
            cartons: components["schemas"]["PlannedCarton"][];
            unfit: components["schemas"]["Unfit"][];
            /** @description no packing needs fewer cartons */
            at_least: number;
        };
        PlannedCarton: {
            box: string;
            /** @description the full carton */
            weight_g: number;
            fill_permille: number;
            /** @description in the order in which it is packed */
            content: {
                sku: string;
                qty: number;
            }[];
        };
        Unfit: {
            sku: string;
            qty: number;
            /** @enum {unknown} */
            code: "size_unknown" | "too_large" | "too_heavy" | "no_box";
            reason: string;
        };
        /** @description units of an item that lie together */
        Content: {
            sku: string;
            lot?: string;
            serial?: string;
            qty: number;
        };
        /** @description how far a packing is that is more than one carton by its label; nothing of it is booked before the task's last scan */
        PackState: {
            /** @description each closed carton is weighed */
            weigh?: boolean;
            /** @description box types for the next carton, the proposed one first */
            boxes?: string[];
            left?: components["schemas"]["Content"][];
            cartons?: components["schemas"]["BenchCarton"][];
        };
        BenchCarton: {
            label: string;
            box?: string;
            /** @description one entry per scan */
            put?: components["schemas"]["Content"][];
            /** @description what went in besides when it was closed */
            rest?: components["schemas"]["Content"][];
            closed?: boolean;
            /** @description closed by its label alone */
            whole?: boolean;
            expected_g?: number;
            measured_g?: number;
            /** @description items without a weight in the master; only too little can be told then */
            unweighed?: string[];
            accepted_by?: string;
            reason?: string;
        };
        PackedCarton: {
            /** @description the SSCC on its label */
            id: string;
            warehouse: string;
            /** @enum {unknown} */
            kind: "carton" | "case" | "pallet" | "tote";
            shipment: string;
            order: string;
            carrier?: string;
            route?: string;
            box?: string;
            content: components["schemas"]["Content"][];
            task?: string;
            packed_by?: string;
            /** Format: date-time */
            packed_at: string;
            /** @description that it left with */
            manifest?: string;
            expected_g?: number;
            measured_g?: number;
            unweighed?: string[];
            /** @description who let it go on although its weight differed */
            accepted_by?: string;
            reason?: string;
            /** @description that of its shipment, or removed */
            status: string;
            number?: number;
            of?: number;
        };
        CartonScale: {
            weight_g: number;
        };
        NewPaperList: {
            warehouse?: string;
            /** @enum {unknown} */
            kind: "pick" | "putaway" | "induct" | "count" | "receive";
            /** @description of kind receive: the delivery */
            receipt?: string;
            /** @description rows at most; 30 if absent */
            limit?: number;
        };
        PaperResults: {
            rows: components["schemas"]["PaperResult"][];
        };
        PaperResult: {
            row: number;
            /** @description as asked if absent; less is a short pick */
            qty?: number;
            /** @description the place it was put */
            to?: string;
            /** @description of kind count and receive: what was counted or received; none in a count: the place is empty */
            entries?: components["schemas"]["PaperEntry"][];
            /** @description gives the row's work back undone */
            skip?: boolean;
        };
        PaperEntry: {
            /** @description of a delivery: the row's if absent */
            sku?: string;
            qty: number;
            lot?: string;
            serials?: string[];
            /** Format: date-time */
            expires?: string | null;
            damaged?: boolean;
        };
        PaperList: {
            id: string;
            warehouse: string;
            /** @description pick, putaway, induct, count or receive */
            kind: string;
            receipt?: string;
            /** @enum {unknown} */
            status: "open" | "keyed";
            by: string;
            /** Format: date-time */
            created_at: string;
            rows: components["schemas"]["PaperRow"][];
        };
        PaperRow: {
            row: number;
            task: string;
            sku?: string;
            lot?: string;
            qty?: number;
            from?: string;
            to?: string;
            unit?: string;
            /** @description what was keyed in */
            done?: number;
            /** @description its work was given back */
            skipped?: boolean;
        };
        PickFace: {
            warehouse?: string;
            /** @description in a body, that of the path or nothing */
            location?: string;
            sku: string;
            min: number;
            max: number;
        };
        PickFaceState: {
            warehouse: string;
            location: string;
            sku: string;
            min: number;
            max: number;
            on_hand: number;
            /** @description not reserved for picks */
            free: number;
            /** @description on replenish tasks */
            coming: number;
            /** @enum {unknown} */
            state: "ok" | "coming" | "low" | "empty_reserve";
        };
        PickPolicies: {
            warehouse?: string;
            /** @description 0: as the site file has it; a change names the version that it began with */
            version?: number;
            /** Format: date-time */
            changed_at?: string;
            changed_by?: string;
            areas: components["schemas"]["PickPolicy"][];
            /** @description a sorter is there that can part batches (mode sort); told only */
            readonly sorts?: boolean;
        };
        /** @description how a shelf area is picked; what is 0 or left out is as the site file has it */
        PickPolicy: {
            /**
             * @description a shelf area of the site file
             * @example S
             */
            area?: string;
            /**
             * @description discrete: one shipment on a cart; cluster: several, each in totes of its own; zone: like cluster, each cart keeps to a section, and the bench puts together what belongs together; sort: goods of many shipments mixed in totes, parted by the sorter into a chute for each shipment, as many shipments at once as chutes take orders
             * @enum {string}
             */
            mode: "discrete" | "cluster" | "zone" | "sort";
            cart_totes?: number;
            /** @description of a cart; 0 no limit */
            max_lines?: number;
            /** @description of what is picked on a cart; 0 no limit */
            max_weight_g?: number;
            /** @description of mode zone: runs of aisles, one after the other, all of the area */
            sections?: components["schemas"]["AisleSection"][];
            /** @description of a shipment that mode sort parts at the sorter, 12 if 0; larger ones are picked into totes of their own */
            max_units?: number;
            /** @enum {string} */
            tour?: "" | "exact" | "s-shape" | "return" | "midpoint" | "largest-gap" | "combined";
            /** @description how many the area has */
            readonly aisles?: number;
            /** @description walk a tour in the direction in which heavy things come earlier, fragile ones later */
            heavy_first?: boolean;
        };
        AisleSection: {
            from: number;
            to: number;
        };
        PickCandidates: {
            area: string;
            /** @description 0: as many as worked lately */
            pickers?: number;
            candidates: components["schemas"]["PickPolicy"][];
        };
        PickComparison: {
            warehouse: string;
            area: string;
            orders: number;
            /** @description those that wait and the last that were picked */
            lines: number;
            waiting: number;
            pickers: number;
            seed: number;
            /** @description the policy in force first, then the candidates */
            results: components["schemas"]["PickResult"][];
        };
        PickResult: {
            policy: components["schemas"]["PickPolicy"];
            current: boolean;
            carts: number;
            walked_mm: number;
            mm_per_line: number;
            /** @description of one picker, putting together included */
            lines_per_hour: number;
            /** @description of all pickers, for somebody at the same place */
            waited_s: number;
            /** @description at the bench, for what came on several carts */
            together_s: number;
            /** @description of mode sort: laying units on the sorter one by one, and taking them out of its chutes */
            sort_s: number;
            finish_s: number;
            /** @description the finish by standard times, beforehand */
            predicted_s: number;
            /** @description shipments whose carts end after their departure */
            late: number;
        };
        Printer: {
            id?: string;
            warehouse?: string;
            /**
             * @description zpl: a label printer at address; pdf: a folder that another program prints from
             * @enum {unknown}
             */
            kind: "zpl" | "pdf";
            /** @description ip:port in a private network, usually port 9100 */
            address?: string;
            /**
             * @description 203 if absent
             * @enum {integer}
             */
            dpi?: 0 | 203 | 300;
            /** @description labels of packing in this zone come out here by themselves */
            zone?: string;
            /** @description the same for packing at these locations */
            stations?: string[];
            /** @description the printer that takes over */
            stand_in?: string;
            /** @description seconds of trouble before it does; 0: only when this one is out of use */
            stand_in_after_s?: number;
            out_of_use?: boolean;
            /** @description it sits on an applicator and prints when the carton passes */
            applies?: boolean;
        };
        PrinterView: {
            id: string;
            warehouse: string;
            /**
             * @description zpl: a label printer at address; pdf: a folder that another program prints from
             * @enum {unknown}
             */
            kind: "zpl" | "pdf";
            /** @description ip:port in a private network, usually port 9100 */
            address?: string;
            /**
             * @description 203 if absent
             * @enum {integer}
             */
            dpi?: 0 | 203 | 300;
            /** @description labels of packing in this zone come out here by themselves */
            zone?: string;
            /** @description the same for packing at these locations */
            stations: string[];
            /** @description the printer that takes over */
            stand_in?: string;
            /** @description seconds of trouble before it does; 0: only when this one is out of use */
            stand_in_after_s?: number;
            out_of_use?: boolean;
            /** @description it sits on an applicator and prints when the carton passes */
            applies?: boolean;
            /** @enum {unknown} */
            state: "idle" | "printing" | "trouble" | "out_of_use";
            /** @description paper_out, head_open, paused, ribbon_out, unreachable, silent … */
            trouble?: string;
            message?: string;
            waiting: number;
        };
        /** @enum {unknown} */
        PrintStatus: "waiting" | "sending" | "printed" | "failed" | "cancelled" | "uncertain";
        NewPrintJob: {
            printer: string;
            /** @enum {unknown} */
            label: "sscc" | "carton" | "location" | "lpn" | "item" | "badge";
            /** @description the handling unit */
            of: string;
            /** @description 1 if absent */
            copies?: number;
        };
        PrintJob: {
            id: string;
            warehouse: string;
            printer: string;
            status: components["schemas"]["PrintStatus"];
            label: string;
            of: string;
            copies: number;
            by: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            sent_at?: string;
            /** Format: date-time */
            ended_at?: string;
            attempts: number;
            /** @description of the last attempt */
            error?: string;
            reprint_of?: string;
            /** @description of the reprint */
            reason?: string;
            /** @description the job that repeats this one */
            replaced_by?: string;
            /** @description the printer that it was meant for */
            stands_in_for?: string;
            /** @description at an applicator */
            passed?: boolean;
            /** @description the work that it was printed for by itself */
            task?: string;
        };
        Reprint: {
            reason: string;
            /** @description another one than before */
            printer?: string;
        };
        Passing: {
            handling_unit: string;
        };
        Destination: {
            order: string;
            masked: boolean;
            name?: string;
            address?: string;
            postcode?: string;
            phone?: string;
            email?: string;
            country?: string;
            lat?: number;
            lon?: number;
        };
        /** @description All that is given must match. Case, spaces and forms of writing a character do not matter. */
        Customer: {
            name?: string;
            /** @description Its digits count; with and without the country's prefix match by the last nine. */
            phone?: string;
            postcode?: string;
            email?: string;
        };
        /** @description Exactly one of order, orders and customer. */
        NewErasure: {
            order?: string;
            orders?: string[] | null;
            customer?: components["schemas"]["Customer"] | null;
            /** @description Kept for ever; refused if it holds the person's name. */
            reason: string;
        };
        Erasure: {
            id: number;
            /** Format: date-time */
            at: string;
            by: string;
            from?: string;
            reason: string;
            /** @description request, retention, restore or lost */
            cause: string;
            orders: string[];
            /**
             * Format: date-time
             * @description Absent until the keys are destroyed
             */
            done?: string;
        };
        ErasureAnswer: {
            id: number;
            /** Format: date-time */
            at: string;
            by: string;
            from?: string;
            reason: string;
            cause: string;
            /** @description Whose data is */
            orders: string[];
            /** Format: date-time */
            done?: string;
            dry_run: boolean;
            /** @description Orders of the request that hold no personal data (any more) */
            without: string[];
            /** @description Orders whose data the search could not read because their key is damaged */
            unreadable: number;
        };
        Access: {
            id: number;
            /** Format: date-time */
            at: string;
            by: string;
            from?: string;
            order: string;
            /** @description The pack or load task that gave the right */
            task?: string;
            why?: string;
        };
        ProblemReport: {
            id: string;
            warehouse: string;
            /** @enum {unknown} */
            code: "short" | "damaged" | "wrong_item" | "blocked" | "not_found" | "other";
            note?: string;
            qty?: number;
            task?: string;
            /** @description of the task */
            kind?: string;
            order?: string;
            sku?: string;
            place?: string;
            by: string;
            /** Format: date-time */
            at: string;
            closed_by?: string;
            /** Format: date-time */
            closed_at?: string;
            /** @description of who closed it */
            answer?: string;
            photos: components["schemas"]["ProblemPhoto"][];
        };
        ProblemPhoto: {
            /** @description SHA-256 of what the device took */
            hash: string;
            /** @enum {unknown} */
            state: "awaited" | "kept" | "erased";
            type?: string;
            width?: number;
            height?: number;
            bytes?: number;
        };
        NewProblem: {
            warehouse: string;
            /** @enum {unknown} */
            code: "short" | "damaged" | "wrong_item" | "blocked" | "not_found" | "other";
            /** @description at most 500 bytes */
            note?: string;
            place?: string;
            sku?: string;
            /** @description SHA-256 of each photo that follows, in lower-case hexadecimal digits */
            photos?: string[];
        };
        NewPhoto: {
            warehouse: string;
            /** @description the picture in base64 */
            data: string;
        };
        /** @description which received goods are inspected; the more exact rule goes before */
        QualityRule: {
            /** @description in a body, that of the path or nothing */
            id?: string;
            supplier?: string;
            sku?: string;
            /** @enum {unknown} */
            aql: "1.0" | "2.5" | "none";
        };
        QualityInspection: {
            id: string;
            warehouse: string;
            receipt: string;
            supplier?: string;
            sku: string;
            lot?: string;
            /** @description the size of the lot */
            qty: number;
            aql: string;
            /** @description sample size code letter of the plan used */
            letter: string;
            sample: number;
            accept: number;
            reject: number;
            /** @enum {unknown} */
            status: "waiting" | "accepted" | "rejected";
            inspected: number;
            defects: number;
            note?: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            decided_at?: string;
            decided_by?: string;
            task?: string;
            goods: components["schemas"]["SampledPart"][];
        };
        SampledPart: {
            location?: string;
            handling_unit?: string;
            qty: number;
        };
        SampleResult: {
            inspected: number;
            defects: number;
            note?: string;
        };
        NewRecall: {
            sku: string;
            lot: string;
            reason: string;
        };
        Recall: {
            id: string;
            sku: string;
            lot: string;
            reason: string;
            /** @enum {unknown} */
            status: "freezing" | "frozen" | "lifted";
            /** Format: date-time */
            at: string;
            /** Format: date-time */
            lifted_at?: string;
            parts: components["schemas"]["RecallPart"][];
        };
        RecallPart: {
            warehouse: string;
            /**
             * Format: date-time
             * @description absent until the warehouse answered
             */
            frozen_at?: string;
            /** @description units that became frozen */
            qty: number;
            /** @description promises that lost their units */
            withdrawn: number;
        };
        RecallReport: {
            id: string;
            sku: string;
            lot: string;
            reason?: string;
            /** @enum {unknown} */
            status: "freezing" | "frozen" | "lifted";
            /** Format: date-time */
            at?: string;
            /** Format: date-time */
            lifted_at?: string;
            parts?: components["schemas"]["RecallPart"][];
            totals: components["schemas"]["RecallTotals"];
            stock: components["schemas"]["RecallStock"][];
            orders: components["schemas"]["RecallShipped"][];
            transfers: components["schemas"]["RecallShipped"][];
            assemblies: components["schemas"]["RecallShipped"][];
        };
        RecallTotals: {
            on_hand: number;
            in_transit: number;
            /** @description of both */
            frozen: number;
            shipped: number;
            orders: number;
            handling_units: number;
        };
        RecallStock: {
            warehouse: string;
            location?: string;
            /** @description a kind of location, vehicle, crane, sorter, cart or in_transit */
            place: string;
            handling_unit?: string;
            /** @description that the handling unit is bound to */
            shipment?: string;
            transfer?: string;
            serial?: string;
            status: components["schemas"]["StockStatus"];
            qty: number;
        };
        RecallShipped: {
            order?: string;
            shipment?: string;
            assembly?: string;
            warehouse: string;
            qty: number;
            /** Format: date-time */
            at: string;
            handling_units: string[];
            serials?: string[];
        };
        ReplaySpan: {
            /** Format: date-time */
            from: string | null;
            /** Format: date-time */
            to: string | null;
        };
        /** @enum {unknown} */
        ReturnStatus: "expected" | "arrived" | "closed" | "cancelled";
        NewReturn: {
            order: string;
            /** @description where it goes; default where most of it came from */
            warehouse?: string;
            lines: components["schemas"]["NewReturnLine"][];
        };
        NewReturnLine: {
            sku: string;
            qty: number;
            reason?: string;
        };
        Return: {
            id: string;
            order: string;
            warehouse: string;
            status: components["schemas"]["ReturnStatus"];
            lines: components["schemas"]["ReturnLine"][];
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            arrived_at?: string;
            /** Format: date-time */
            closed_at?: string;
            /** @description from arrival to the last decision; to now while it is open */
            turnaround_hours?: number;
        };
        ReturnLine: {
            line: number;
            sku: string;
            qty: number;
            reason?: string;
            restocked: number;
            quarantined: number;
            scrapped: number;
            /** @description announced but not in the parcel */
            missing: number;
        };
        Inspection: {
            line: number;
            qty: number;
            /** @enum {unknown} */
            verdict: "restock" | "quarantine" | "scrap";
            /** @description needed where the order was served from several lots */
            lot?: string;
            /** @description needed for an item that is tracked by serial */
            serial?: string;
            /**
             * Format: date-time
             * @description needed to restock what is tracked by expiry and not known here
             */
            expires?: string | null;
            note?: string;
        };
        Scan: {
            payload: string;
            /** @description One reading and at most one thing */
            clear: boolean;
            readings: {
                /** @enum {unknown} */
                kind: "elements" | "gtin" | "sscc" | "text";
                text?: string;
                bracketed?: string;
                elements?: {
                    ai: string;
                    title: string;
                    value: string;
                    decimals?: number;
                    /** Format: date */
                    date?: string;
                }[];
            }[];
            found: {
                /** @enum {unknown} */
                kind: "item" | "location" | "handling_unit" | "order" | "person";
                id: string;
                name?: string;
                warehouse?: string;
                location?: string;
                unit?: string;
                qty?: number;
            }[];
        };
        SlotPlanRequest: {
            /**
             * @description a shelf area of the site file
             * @example S
             */
            area: string;
            /** @description items that may leave their place; 0: 90 */
            max_moves?: number;
            /** @description 0: 30 */
            moves_per_day?: number;
            /** @description local time of day from which moves are made, such as 22:00; empty with quiet_to: always */
            quiet_from?: string;
            quiet_to?: string;
            seed?: number;
            /** @description should lie together or apart; no move ever adds a fault */
            families?: components["schemas"]["FamilyRule"][];
        };
        FamilyRule: {
            /** @description as items have it; *: every family by itself that no other rule names */
            family: string;
            /**
             * @description together: in one aisle
             * @enum {string}
             */
            keep: "together" | "apart";
            /** @description least distance along an aisle, its two sides alike; 0: two bays */
            apart_mm?: number;
            /** @description what one fault less is worth, in seconds of work a day; 0: 60 */
            worth_s_a_day?: number;
        };
        FamilyFaults: {
            family: string;
            /** @enum {string} */
            keep: "together" | "apart";
            /** @description of the family in the area */
            items: number;
            /** @description aisles beyond the first, or pairs too near each other */
            now: number;
            /** @description and under the plan */
            then: number;
        };
        SlotPlan: {
            id: string;
            warehouse: string;
            area: string;
            /** @enum {string} */
            status: "planned" | "running" | "stopped" | "done";
            /** Format: date-time */
            made_at: string;
            made_by?: string;
            /** Format: date-time */
            started_at?: string;
            /** Format: date-time */
            ended_at?: string;
            /** @description it was learned from */
            orders: number;
            /**
             * Format: date-time
             * @description the first of them
             */
            since: string;
            /** @description that may move */
            items: number;
            /** @description places that stay as they are: several things in them, serials, held, blocked or counted, work under way, a smaller amount of an item */
            fixed: number;
            /** @description later orders on which places learned from the earlier 60 % were judged */
            judged: number;
            /** @description mean walk of a judged order today */
            now_mm: number;
            /** @description and with those places */
            then_mm: number;
            /**
             * @description no_gain: the past buys nothing, nothing moves; no_free_place: some moves go round in a circle and no place is free to begin
             * @enum {string}
             */
            warning?: "" | "no_gain" | "no_free_place";
            /** @description of all moves by the standard times */
            cost_s: number;
            /** @description walking, reaching and what fewer faults of families are worth */
            saves_s_a_day: number;
            /** @description of it what fewer faults of families are worth */
            families_s_a_day: number;
            /** @description at most 200 that have faults, the worst first; of one plan, not in lists */
            families?: components["schemas"]["FamilyFaults"][];
            /** @description of it bending, reaching and lifting */
            reach_s_a_day: number;
            /** @description 0: never */
            payback_days: number;
            moves_per_day: number;
            quiet_from?: string;
            quiet_to?: string;
            /** @description in the order in which they are made */
            moves: components["schemas"]["SlotMove"][];
            bays: components["schemas"]["SlotBay"][];
            /** @description which of the items picked here deserve a pick face, at most the best and worst 250; of one plan, not in lists */
            faces?: components["schemas"]["FaceAdvice"][];
            /** @description local day that today counts */
            day?: string;
            /** @description moves begun on it */
            today: number;
            measured?: components["schemas"]["SlotMeasure"];
        };
        SlotMove: {
            sku: string;
            from: string;
            to: string;
            /** @description units that lay there when it was planned */
            qty: number;
            /** @description to makes room only; a later move takes it on */
            temporary: boolean;
            cost_s: number;
            /** @description of the item in the orders that it was learned from */
            picks: number;
            /** @enum {string} */
            status: "waiting" | "open" | "done" | "skipped";
            task?: string;
            /**
             * @description it was skipped
             * @enum {string}
             */
            why?: "" | "sold_out" | "taken" | "mixed" | "unfit";
        };
        SlotBay: {
            aisle: number;
            bay: number;
            /** @description south-west corner */
            x_mm: number;
            y_mm: number;
            width_mm: number;
            depth_mm: number;
            /** @description picks of those orders that fall on it today */
            now: number;
            /** @description and under the plan */
            then: number;
        };
        SlotMeasure: {
            /** @description picked since the plan ended */
            orders: number;
            /** @description their mean exact walk */
            mm: number;
            /** @description and with every item where it was before */
            was_mm: number;
        };
        FaceAdvice: {
            sku: string;
            lines_a_week: number;
            cube_mm3_a_week: number;
            /** @description a pick face; the others are picked from reserve */
            deserves: boolean;
            /** @description against picking it from reserve, top-ups paid */
            saves_s_a_week: number;
            min?: number;
            max?: number;
            /** @description that max takes */
            places?: number;
            top_ups_a_week?: number;
        };
        ChuteAssignment: {
            sorter: string;
            chute: number;
            shipments?: string[];
            routes?: string[];
            carriers?: string[];
            any?: boolean;
            /** @description takes no totes, but the parcels of one order at a time, picked in a batch; nothing else may be given then */
            orders?: boolean;
            /** @description the wave or put-wall that the shipments are */
            label?: string;
            /** @description 0 is what the site file says */
            version: number;
            by?: string;
            /** Format: date-time */
            at?: string;
            reason?: string;
        };
        ChuteHistory: {
            sorter: string;
            chute: number;
            shipments?: string[];
            routes?: string[];
            carriers?: string[];
            any?: boolean;
            /** @description takes no totes, but the parcels of one order at a time, picked in a batch; nothing else may be given then */
            orders?: boolean;
            /** @description the wave or put-wall that the shipments are */
            label?: string;
            /** @description 0 is what the site file says */
            version: number;
            by?: string;
            /** Format: date-time */
            at?: string;
            reason?: string;
            /** @description the latest first */
            history: components["schemas"]["ChuteAssignment"][];
        };
        SorterChute: {
            sorter: string;
            chute: number;
            shipments?: string[];
            routes?: string[];
            carriers?: string[];
            any?: boolean;
            /** @description takes no totes, but the parcels of one order at a time, picked in a batch; nothing else may be given then */
            orders?: boolean;
            /** @description the wave or put-wall that the shipments are */
            label?: string;
            /** @description 0 is what the site file says */
            version: number;
            by?: string;
            /** Format: date-time */
            at?: string;
            reason?: string;
            location: string;
            /** @description what lies in it now */
            count: number;
            full: boolean;
            enabled: boolean;
            /** @description the shipment whose parcels gather in it */
            holds?: string;
        };
        NewChuteAssignment: {
            shipments?: string[];
            routes?: string[];
            carriers?: string[];
            any?: boolean;
            /** @description takes no totes, but the parcels of one order at a time, picked in a batch; nothing else may be given then */
            orders?: boolean;
            label?: string;
            reason?: string;
            /** @description the version that is changed */
            version?: number | null;
        };
        NewStockTake: {
            warehouse?: string;
            reason: string;
        };
        StockTakeRow: {
            location: string;
            sku?: string;
            lot?: string;
            /** Format: date */
            expires?: string;
            qty: number;
            /** @description the pallet that it is in; without sku and with qty 0 the pallet is empty */
            handling_unit?: string;
        };
        StockTakeCounts: {
            rows: components["schemas"]["StockTakeRow"][];
        };
        StockTakeDifference: {
            location: string;
            sku?: string;
            lot?: string;
            expected: number;
            counted: number;
            /** @description without sku: the unit itself is missing here, or stands here unknown to the books */
            handling_unit?: string;
        };
        StockTake: {
            id: string;
            warehouse: string;
            reason: string;
            /** @enum {unknown} */
            status: "open" | "done" | "cancelled";
            locations: number;
            counted: number;
            opened_by: string;
            /** Format: date-time */
            opened_at: string;
            ended_by?: string;
            /** Format: date-time */
            ended_at?: string;
            /** @description units found too much in what is counted so far */
            surplus_qty: number;
            missing_qty: number;
            /** @description the first 1000 */
            differences: components["schemas"]["StockTakeDifference"][];
        };
        ResolveTransport: {
            /** @enum {string} */
            action: "retry" | "moved" | "not_moved" | "cancel";
            reason?: string;
        };
        StuckTransport: {
            transport: string;
            warehouse: string;
            handling_unit: string;
            device?: string;
            /** @description where the leg that failed began */
            from: string;
            /** @description where it was to end */
            to: string;
            /** @description where the transport was to end */
            goal: string;
            /** @description where the books have the unit */
            location: string;
            /** @description what the machine reports on its fork or deck now */
            on_board?: string;
            reason: string;
            /** Format: date-time */
            since: string;
            actions: ("retry" | "moved" | "not_moved" | "cancel")[];
        };
        /** @description names either a supplier or the warehouse the goods come from */
        SupplyRule: {
            id?: string;
            warehouse: string;
            /** @description without it, for all items that have no rule of their own */
            sku?: string;
            supplier?: string;
            /** @description a warehouse */
            from?: string;
            lead_days: number;
            review_days: number;
            /** @description share of order lines that shall find all they want, 500 at least; of all items of the rule together: cheap items that many ask for get more, dear ones less. 0 in an item's rule: it shares with the rule for all */
            service_permille: number;
            /** @description standard deviation of lead_days */
            lead_sd_days?: number;
            /** @description what the mean stock of all items of the rule may be worth; levels are the best it can buy, whatever service_permille says */
            budget_minor?: number;
            /** @description items that don't earn the stock of one order may run out */
            drop_slow?: boolean;
            /** @description orders are rounded up to multiples of it */
            multiple?: number;
            min_qty?: number;
            /** @description proposals of at most so many units are approved by themselves */
            auto_qty?: number;
            put_by?: string;
            /** Format: date-time */
            put_at?: string;
        };
        SupplyRun: {
            id: string;
            /** @enum {unknown} */
            status: "waiting" | "running" | "done" | "failed";
            asked_by?: string;
            /** Format: date-time */
            asked_at: string;
            /** Format: date-time */
            ended_at?: string;
            /** @description items in warehouses that were forecast */
            series: number;
            proposals: number;
            problem?: string;
            /** @description series that were seen so far */
            done: number;
        };
        Proposal: {
            id: string;
            run: string;
            /** @enum {unknown} */
            kind: "purchase" | "transfer";
            warehouse: string;
            sku: string;
            qty: number;
            supplier?: string;
            /** @description a warehouse */
            from?: string;
            /** @enum {unknown} */
            status: "proposed" | "approved" | "rejected" | "replaced";
            reason: string;
            free: number;
            on_order: number;
            /** @description units that customers wait for */
            owed: number;
            /** @description what free and on_order without owed shall come to */
            level: number;
            /** @description expected demand, in thousandths of a unit a week */
            per_week_milli: number;
            /** Format: date-time */
            due_at: string;
            /** Format: date-time */
            created_at: string;
            decided_by?: string;
            /** Format: date-time */
            decided_at?: string;
            note?: string;
            /** @description the receipt or transfer */
            made?: string;
            /**
             * @description of a transfer: to come to the level (also without a cause), because it lies idle at one end and is lacked at the other, or because the place should keep the item
             * @enum {unknown}
             */
            cause?: "level" | "balance" | "place";
            /** @description share of the transfer's freight and handling */
            freight_minor?: number;
            /** @description what the goods are expected to save, before freight */
            gain_minor?: number;
            /** @description what the giver has free */
            from_free?: number;
            /** @description what the giver keeps for its own customers */
            from_keep?: number;
            /** @description expected demand at the giver, in thousandths of a unit a week */
            from_per_week_milli?: number;
        };
        PlaceAdvice: {
            warehouse: string;
            /** @description where its goods come from */
            from: string;
            /** Format: date-time */
            at: string;
            /** @description of orders that were looked at */
            weeks: number;
            /** @description customers' orders in those weeks */
            orders: number;
            /** @description of them those that this warehouse would serve cheapest */
            fitting: number;
            /** @description expected a week of all items to keep together, after freight, storage and a margin */
            saves_minor: number;
            items: components["schemas"]["PlaceAdviceItem"][];
            /** @description items that are not listed */
            left?: number;
        };
        PlaceAdviceItem: {
            sku: string;
            /** @description false: it is there, or a rule brings it, and should not be */
            keep: boolean;
            level: number;
            /** @description of its lines that find all they want at that level */
            found_permille: number;
            /** @description in thousandths of a unit */
            per_week_milli: number;
            free: number;
            /** @description to bring now */
            qty: number;
            /** @description a week, before freight and keeping */
            saves_minor: number;
            /** @description a week */
            freight_minor: number;
            /** @description a week: storage, and freight of what lies */
            idle_minor: number;
        };
        ProposalVerdict: {
            ids: string[];
            /** @description by id, instead of what was proposed */
            qty?: {
                [key: string]: number;
            };
            note?: string;
        };
        ItemForecast: {
            warehouse: string;
            sku: string;
            method: string;
            /** @enum {unknown} */
            class: "smooth" | "erratic" | "intermittent" | "lumpy";
            /**
             * Format: date
             * @description the Monday of the first week of past
             */
            first_week: string;
            past: number[];
            mean: number[];
            median: number[];
            /** @description of 80 % */
            low: number[];
            high: number[];
            /** @description weeks to come in which known causes are at work */
            known?: components["schemas"]["KnownWeek"][];
        };
        TransferLine: {
            sku: string;
            qty: number;
        };
        NewTransfer: {
            from: string;
            to: string;
            lines: components["schemas"]["TransferLine"][];
        };
        Transfer: {
            id: string;
            from: string;
            to: string;
            /** @enum {unknown} */
            status: "requested" | "released" | "picking" | "packed" | "in_transit" | "receiving" | "received" | "cancelled";
            /** Format: date-time */
            created_at: string;
            lines: components["schemas"]["TransferStateLine"][];
            shipments: components["schemas"]["Shipment"][];
            /** @description on the road or received */
            handling_units: components["schemas"]["TransferUnit"][];
        };
        TransferStateLine: {
            sku: string;
            qty: number;
            promised: number;
            shipped: number;
            received: number;
            /** @description of those received */
            damaged: number;
            /** @description shipped and not received when it was closed */
            short: number;
            /** @description received beyond what was shipped */
            over: number;
        };
        TransferUnit: {
            id: string;
            kind: string;
            content: components["schemas"]["TransferLine"][];
            received: boolean;
        };
        TransferReceive: {
            /** @description whole */
            handling_unit?: string;
            /** @description or qty of an item */
            sku?: string;
            qty?: number;
            lot?: string;
            damaged?: boolean;
            /** @description default: the first inbound dock */
            location?: string;
        };
        TwinDevice: {
            id: string;
            warehouse: string;
            class: string;
            faults: components["schemas"]["TwinFault"][];
        };
        TwinFault: {
            /** @description restart, frozen_heartbeat, jam, emergency_stop, no_reads, chute_full, breakdown, obstacle, silent, lost */
            code: string;
            on: boolean;
            /** @description it happens and passes */
            once: boolean;
        };
        User: {
            id: string;
            name: string;
            badge: string;
            roles: components["schemas"]["Role"][];
            /** @description empty: all */
            warehouses: string[];
            /** @description whose goods; empty: all */
            owners: string[];
            /** @enum {string} */
            language?: "en" | "zh";
            active: boolean;
            must_change_pin: boolean;
            has_pin: boolean;
            /**
             * @description where the user comes from
             * @enum {string}
             */
            origin: "site" | "api" | "oidc";
            /** @description how many are open */
            sessions: number;
            /**
             * Format: date-time
             * @description after too many wrong PINs
             */
            locked_until?: string;
        };
        NewUser: {
            id: string;
            name?: string;
            badge?: string;
            roles: components["schemas"]["Role"][];
            /** @description empty: all */
            warehouses?: string[];
            /** @description empty: all */
            owners?: string[];
            /** @enum {string} */
            language?: "" | "en" | "zh";
            /** @description the user's at the log-in provider (OIDC) */
            subject?: string;
        };
        /** @description What is absent stays. */
        UserChange: {
            name?: string | null;
            /** @description empty: none */
            badge?: string | null;
            roles?: components["schemas"]["Role"][] | null;
            warehouses?: string[] | null;
            owners?: string[] | null;
            /** @enum {string|null} */
            language?: "" | "en" | "zh" | null;
            active?: boolean | null;
            /** @description the user's at the log-in provider (OIDC); empty: none */
            subject?: string | null;
        };
        NewPIN: {
            pin: string;
            /** @description the user must set another one before anything else */
            must_change?: boolean;
        };
        OwnPIN: {
            pin: string;
            new_pin: string;
        };
        OpenSession: {
            id: string;
            /** @description address */
            from: string;
            /** Format: date-time */
            opened_at: string;
            /** Format: date-time */
            seen_at: string;
            /** Format: date-time */
            expires_at: string;
        };
        LoginOptions: {
            /** @description with badge and PIN */
            badge: boolean;
            oidc?: components["schemas"]["OIDCProvider"];
        };
        OIDCProvider: {
            name: string;
            /** @description where to send the browser */
            start: string;
        };
        VisionCheck: {
            id: string;
            warehouse: string;
            device: string;
            /** @description the station's number of the scan */
            seq: number;
            /** @description what was read, else what stands at the station by the books */
            handling_unit?: string;
            barcode?: string;
            length_mm?: number;
            width_mm?: number;
            height_mm?: number;
            weight_g?: number;
            confidence_permille?: number;
            /** @description the station's own name of the picture */
            picture?: string;
            /** Format: date-time */
            at: string;
            /** @enum {unknown} */
            result: "passed" | "no_read" | "multi_read" | "unknown_unit" | "elsewhere" | "weight_differs" | "size_differs" | "late";
            reason?: string;
            /** @description where the station put the unit */
            place?: string;
            /** @description wall time from scan to verdict */
            verdict_us?: number;
            held?: components["schemas"]["VisionHeld"][];
            correction?: components["schemas"]["ItemCorrection"];
            /** @enum {unknown} */
            decision?: "release" | "correct" | "keep";
            note?: string;
            decided_by?: string;
            /** Format: date-time */
            decided_at?: string;
            differs?: components["schemas"]["VisionDifference"][];
        };
        /** @description What was measured beyond the tolerance of what the item master expects */
        VisionDifference: {
            /** @enum {unknown} */
            measure: "weight_g" | "length_mm" | "width_mm" | "height_mm";
            measured: number;
            expected: number;
            /** @description give or take */
            allowed: number;
        };
        /** @description Goods that a check put into quarantine */
        VisionHeld: {
            sku: string;
            lot?: string;
            qty: number;
        };
        /** @description What would make the item master right; measures that are left out stay */
        ItemCorrection: {
            sku: string;
            /** @description of a base unit */
            weight_g?: number;
            /** @description the packaging whose size it is */
            unit?: string;
            length_mm?: number;
            width_mm?: number;
            height_mm?: number;
        };
        NewVisionDecision: {
            /** @enum {unknown} */
            decision: "release" | "correct" | "keep";
            /** @description at most 500 bytes */
            note?: string;
        };
        VisionStation: {
            device: string;
            warehouse: string;
            checks: number;
            /** @description for a person */
            waiting: number;
            results: {
                [key: string]: number;
            };
            verdict_p50_us: number;
            verdict_p99_us: number;
        };
        VMIAgreement: {
            /** @description in a body that of the path or nothing */
            id?: string;
            supplier: string;
            warehouse: string;
            items: components["schemas"]["VMIBound"][];
            /** @description cover of the forecast below which there is too little */
            min_days: number;
            /** @description cover that may not be passed */
            max_days: number;
            /** @description least time between a proposal and the goods */
            lead_days?: number;
            /** @description the most */
            ahead_days: number;
            /** @description proposals are approved by themselves while of no item more than so many units are approved and not on their way; 0: none */
            auto_qty?: number;
            ended?: boolean;
            readonly put_by?: string;
            /** Format: date-time */
            readonly put_at?: string;
        };
        VMIBound: {
            sku: string;
            /** @description units; 0: by days */
            min?: number;
            /** @description units; 0: by days */
            max?: number;
        };
        VMIItem: {
            agreement: string;
            warehouse: string;
            sku: string;
            description: string;
            free: number;
            /** @description on its way, or approved */
            on_order: number;
            /** @description and not decided yet */
            proposed: number;
            /** @description customers wait for it */
            owed: number;
            min: number;
            max: number;
            /** @description brings the item to its most */
            wanted: number;
            /** @description null: nothing is expected to be asked for */
            cover_days: number | null;
            /** @description forecast by week */
            mean: number[];
            low: number[];
            high: number[];
        };
        VMIProposal: {
            id: string;
            agreement: string;
            supplier: string;
            warehouse: string;
            /** @enum {unknown} */
            status: "proposed" | "approved" | "shipped" | "received" | "rejected" | "withdrawn";
            lines: components["schemas"]["VMILine"][];
            /** Format: date-time */
            arrives_at: string;
            made_by: string;
            /** Format: date-time */
            made_at: string;
            /** @description absent: by the agreement */
            decided_by?: string;
            /** Format: date-time */
            decided_at?: string;
            note?: string;
            shipment?: components["schemas"]["ReceiptLine"][];
            reference?: string;
            receipt?: string;
            /** Format: date-time */
            shipped_at?: string;
        };
        VMILine: {
            sku: string;
            qty: number;
            readonly received?: number;
        };
        NewVMIProposal: {
            agreement: string;
            lines: components["schemas"]["VMILine"][];
            /** Format: date-time */
            arrives_at: string;
        };
        VMIShipment: {
            /** @description by lot, at most what was approved of each item; default all of it */
            lines?: components["schemas"]["ReceiptLine"][];
            /**
             * Format: date-time
             * @description default: as proposed
             */
            arrives_at?: string;
            reference?: string;
        };
        VMIVerdict: {
            ids: string[];
            note?: string;
        };
        Wave: {
            /** @example central-W00001 */
            id: string;
            warehouse: string;
            name?: string;
            /** @enum {unknown} */
            status: "planned" | "released" | "done" | "cancelled";
            shipments: number;
            /** @description not shipped and not cancelled */
            open: number;
            lines: number;
            units: number;
            /**
             * Format: date-time
             * @description the first departure among its shipments
             */
            leaves?: string;
            by?: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            released_at?: string;
            /** Format: date-time */
            ended_at?: string;
        };
        NewWave: {
            warehouse: string;
            name?: string;
            /** @description only these; each must have a shipment here that waits */
            orders?: string[];
            carrier?: string;
            route?: string;
            /** Format: date-time */
            leaves_by?: string | null;
            /** @description 0: 1000 */
            max_shipments?: number;
            /** @description 0: any */
            max_lines?: number;
            /** @description release it at once */
            release?: boolean;
        };
        WaveView: {
            /** @example central-W00001 */
            id: string;
            warehouse: string;
            name?: string;
            /** @enum {unknown} */
            status: "planned" | "released" | "done" | "cancelled";
            shipments: number;
            /** @description not shipped and not cancelled */
            open: number;
            lines: number;
            units: number;
            /**
             * Format: date-time
             * @description the first departure among its shipments
             */
            leaves?: string;
            by?: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            released_at?: string;
            /** Format: date-time */
            ended_at?: string;
            /** @description shipments by status */
            states: {
                [key: string]: number;
            };
            lines_done: number;
            /** @description what can't be released yet, at most 50 */
            waiting: components["schemas"]["WaveWaits"][];
            /** @description null once it has ended */
            forecast: components["schemas"]["WorkForecast"] | null;
        };
        WaveWaits: {
            shipment: string;
            order: string;
            reason: string;
        };
        WorkForecast: {
            /** Format: date-time */
            at: string;
            /**
             * Format: date-time
             * @description null when nobody worked in the last 15 minutes
             */
            finish: string | null;
            /** @description after the first departure */
            late: boolean;
            /** @description who worked in the last 15 minutes */
            people: number;
            /** @description seconds of its own work */
            labour_s: number;
            /** @description seconds of released work that is more urgent */
            ahead_s: number;
            kinds: {
                [key: string]: components["schemas"]["WorkLeft"];
            };
        };
        WorkLeft: {
            tasks: number;
            seconds_each: number;
            /** @description from what people did lately, else a standard time */
            measured: boolean;
        };
        DueShipment: {
            shipment: string;
            order: string;
            /** @enum {unknown} */
            status: "promised" | "released" | "picking" | "packed";
            carrier?: string;
            /** Format: date-time */
            leaves: string;
            late: boolean;
            lines: number;
            wave?: string;
            /**
             * @description what it waits for: the release of its wave, goods at a place to pick from, room on the floor, a unit that machines bring, a cart, somebody to take its tasks, who works on it, its totes between picking and packing, loading
             * @enum {unknown}
             */
            reason: "wave" | "stock" | "release" | "machines" | "cart" | "work" | "in_work" | "sorting" | "loading";
            /** @description that wait for it */
            tasks?: number;
            /** @description has it in hand */
            who?: string;
            note?: string;
        };
        WorkRules: {
            warehouse?: string;
            needs: components["schemas"]["SkillNeed"][];
            /** @description skills by user */
            people: {
                [key: string]: string[];
            };
        };
        /** @description work of the kind, in the zone, from the level on; at least one of them */
        SkillNeed: {
            /**
             * @description a skill, licence or vehicle
             * @example reach truck
             */
            skill: string;
            /** @description of task */
            kind?: string;
            zone?: string;
            /** @description counted from 1 */
            min_level?: number;
        };
    };
    responses: {
        /** @description It is */
        Status: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    status: string;
                };
            };
        };
        /** @description What is wrong */
        Problem: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: {
        id: string;
        /** @description a warehouse's id; a caller with one warehouse need not name it */
        warehouse: string;
        /** @description the cursor that the last page answered as next */
        after: string;
        /** @description the same as after */
        cursor: string;
        limit: number;
        IdempotencyKey: string;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
