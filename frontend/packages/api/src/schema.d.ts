// Generated from openapi.json by "npm run generate -w @kefu/api". Do not edit.

export interface paths {
    "/api/v1/agents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All agents */
        get: operations["listAgents"];
        put?: never;
        /** Make an agent; the staff key is shown this once */
        post: operations["createAgent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change what is given; disabling and a new role end the agent's sessions */
        patch: operations["editAgent"];
        trace?: never;
    };
    "/api/v1/agents/{id}/staff-key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give the agent a new staff key, shown this once; the old one ends */
        post: operations["rotateStaffKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/announcements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Announcements, newest first */
        get: operations["listAnnouncements"];
        put?: never;
        /** Broadcast to all customers, or to those with a tag */
        post: operations["announce"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/agent": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Exchange a staff key for a token and the console's cookie */
        post: operations["loginAgent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End this login: its tokens, its connections, the console's cookie */
        post: operations["logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Exchange a token for a new one; a customer's up to 30 days after its end */
        post: operations["refreshToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/visitor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Log a web visitor in: whose token comes along, a shop's own user, or a new one */
        post: operations["loginVisitor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/wechat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Log a customer in by the code of wx.login */
        post: operations["loginWechat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Conversations, newest activity first */
        get: operations["listConversations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One conversation */
        get: operations["getConversation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change what is given; null as assignee_id is nobody */
        patch: operations["editConversation"];
        trace?: never;
    };
    "/api/v1/conversations/{id}/activity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Notes and events, oldest first */
        get: operations["listActivity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/claim": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take it if nobody has it; 409 names who was faster */
        post: operations["claimConversation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/episodes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The conversation's episodes, each from its opening to its resolution, newest first */
        get: operations["listEpisodes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** History in order of seq; the newest page unless told otherwise */
        get: operations["listMessages"];
        put?: never;
        /** Send a message to the customer; 200 if it was sent before */
        post: operations["sendMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Write an internal note; 200 if it was written before */
        post: operations["addNote"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** All up to seq is read by the desk */
        post: operations["readConversation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Customers, newest first */
        get: operations["listCustomers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customers/{openid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One customer */
        get: operations["getCustomer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change what is given of the profile, or block */
        patch: operations["editCustomer"];
        trace?: never;
    };
    "/api/v1/files/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A stored file, by a signed link or a token; ranges work */
        get: operations["file"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who the credential stands for */
        get: operations["me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/my/conversation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The customer's own conversation */
        get: operations["myConversation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/my/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** History in order of seq; the newest page unless told otherwise */
        get: operations["myMessages"];
        put?: never;
        /** Send a message to the desk; 200 if it was sent before */
        post: operations["sendMyMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/my/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** All up to seq is read by the customer */
        post: operations["readMyConversation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The desk's settings: admins see all, agents what they work with */
        get: operations["getSettings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change what is given; 409 if somebody else changed them meanwhile */
        patch: operations["editSettings"];
        trace?: never;
    };
    "/api/v1/settings/public": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the widget needs before a login */
        get: operations["getPublicSettings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/settings/wechat/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask WeChat whether it knows the mini-program */
        post: operations["testWechat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stats/conversations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The conversations that a figure counts, newest first; an episode each, so one conversation may come twice */
        get: operations["statsConversations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stats/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A table of the dashboard as CSV (UTF-8 with a byte order mark), to be saved */
        get: operations["statsExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stats/now": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What goes on now: who is online, what is open, who waits; at most two seconds old */
        get: operations["statsNow"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stats/period": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happened over a period: by day, hour, weekday, agent and channel; a few seconds behind */
        get: operations["statsPeriod"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/uploads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Store a file; its id can then be sent in a message */
        post: operations["upload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/debug/pprof/{profile}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A profile of the process, as go tool pprof reads it; by a bearer token only */
        get: operations["profile"];
        put?: never;
        post?: never;
        delete?: never;
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
        /** The process lives */
        get: operations["health"];
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
        /** Figures for Prometheus, if the desk is configured to show them */
        get: operations["metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document */
        get: operations["openapi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/protocol": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The wire contract: words, promises, frames */
        get: operations["protocol"];
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
        /** Whether the desk can work; 503 when the database is away */
        get: operations["readiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ws": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The WebSocket, subprotocol kefu.v1; the token may stand in ?token= */
        get: operations["connect"];
        put?: never;
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
        Activity: {
            /** Format: int64 */
            after_seq: number;
            agent: components["schemas"]["AgentRef"] | null;
            client_id?: string;
            conversation_id: string;
            /** Format: date-time */
            created_at: string;
            data?: {
                [key: string]: unknown;
            };
            id: string;
            kind: string;
            mentions?: string[];
            /** Format: int64 */
            rev: number;
            text?: string;
            /** @enum {string} */
            type: "note" | "event";
        };
        Agent: {
            avatar_url?: string;
            /**
             * Format: date-time
             * @description admins
             */
            created_at?: string;
            /** @description true, or left out; to admins always there */
            disabled?: boolean;
            id: string;
            /** @description admins: tells staff keys apart */
            key_prefix?: string;
            /**
             * Format: date-time
             * @description admins: the last connection or its end, to the minute; left out: never
             */
            last_seen_at?: string;
            name: string;
            /**
             * Format: int64
             * @description assigned to them and open; in lists
             */
            open_conversations?: number;
            /** @enum {string} */
            role: "agent" | "supervisor" | "admin";
            /** @enum {string} */
            status: "online" | "away" | "offline";
        };
        AgentCreateBody: {
            /** @description an https link */
            avatar_url?: string;
            name: string;
            /**
             * @default agent
             * @enum {string}
             */
            role: "agent" | "supervisor" | "admin";
        };
        AgentEditBody: {
            /** @description an https link; empty removes it */
            avatar_url?: string;
            disabled?: boolean;
            name?: string;
            /** @enum {string} */
            role?: "agent" | "supervisor" | "admin";
        };
        AgentLoad: {
            agent: components["schemas"]["AgentRef"];
            /** @description null when nobody waits for them */
            longest_wait: components["schemas"]["Wait"] | null;
            /**
             * Format: int64
             * @description open conversations assigned to them
             */
            open: number;
            /** @enum {string} */
            status: "online" | "away" | "offline";
            /**
             * Format: int64
             * @description those of them whose customer is unanswered
             */
            waiting: number;
        };
        AgentLoginBody: {
            staff_key: string;
        };
        AgentRef: {
            id: string;
            name: string;
        };
        AgentSession: {
            agent: components["schemas"]["Agent"];
            /** Format: date-time */
            expires_at: string;
            token: string;
        };
        AgentWithKey: {
            agent: components["schemas"]["Agent"];
            staff_key: string;
        };
        AnnounceInputBody: {
            /** @description only customers whose conversation has it */
            tag?: string;
            /** @description 1 to 4,000 characters after trimming */
            text: string;
        };
        Attachment: {
            /** Format: int64 */
            duration_ms?: number;
            /** @description cards: an object of texts, or a list of such objects */
            fields?: unknown;
            /** Format: int64 */
            height?: number;
            id?: string;
            /** @description cards: an https link */
            image_url?: string;
            mime?: string;
            name?: string;
            /** @description cards */
            price?: string;
            /**
             * Format: int64
             * @description bytes
             */
            size?: number;
            thumbnail_url?: string;
            /** @description cards */
            title?: string;
            /** @description relative, signed, good for a day; of a card: its https link */
            url?: string;
            /** Format: int64 */
            width?: number;
        };
        ByAgent: {
            /** @description null: nobody's */
            agent: components["schemas"]["AgentRef"] | null;
            /** @description from the customer's opening message to the first human reply, of the episodes that were opened here */
            first_response: components["schemas"]["Times"];
            /**
             * Format: int64
             * @description episodes that were opened
             */
            opened: number;
            /**
             * Format: int64
             * @description customers' messages
             */
            received: number;
            /** @description from the opening message to the last resolved, of the episodes that were resolved here */
            resolution: components["schemas"]["Times"];
            /**
             * Format: int64
             * @description episodes that were resolved
             */
            resolved: number;
            /**
             * Format: int64
             * @description agents' messages
             */
            sent: number;
            /**
             * Format: int64
             * @description those of them that a customer opened and no human has replied to, resolved or not
             */
            unanswered: number;
        };
        ByChannel: {
            /** @enum {string} */
            channel: "wechat" | "web";
            /** @description from the customer's opening message to the first human reply, of the episodes that were opened here */
            first_response: components["schemas"]["Times"];
            /**
             * Format: int64
             * @description episodes that were opened
             */
            opened: number;
            /**
             * Format: int64
             * @description customers' messages
             */
            received: number;
            /** @description from the opening message to the last resolved, of the episodes that were resolved here */
            resolution: components["schemas"]["Times"];
            /**
             * Format: int64
             * @description episodes that were resolved
             */
            resolved: number;
            /**
             * Format: int64
             * @description agents' messages
             */
            sent: number;
            /**
             * Format: int64
             * @description those of them that a customer opened and no human has replied to, resolved or not
             */
            unanswered: number;
        };
        Conversation: {
            assignee: components["schemas"]["AgentRef"] | null;
            /** Format: date-time */
            created_at: string;
            customer: components["schemas"]["CustomerBrief"];
            id: string;
            last_message: components["schemas"]["Message"] | null;
            /** Format: int64 */
            last_seq: number;
            /** @enum {string} */
            priority: "low" | "normal" | "high" | "urgent";
            /** Format: int64 */
            rev: number;
            /** @enum {string} */
            status: "open" | "pending" | "resolved";
            tags: string[];
            /**
             * Format: int64
             * @description the customer's messages that the desk has not read
             */
            unread: number;
            /** Format: date-time */
            updated_at: string;
            /**
             * Format: date-time
             * @description since when the customer has been unanswered
             */
            waiting_since: string | null;
        };
        ConversationEditBody: {
            /** @description an agent's id; null is nobody */
            assignee_id?: string | null;
            /** @enum {string} */
            priority?: "low" | "normal" | "high" | "urgent";
            /** @enum {string} */
            status?: "open" | "pending" | "resolved";
            /** @description all of them: what is not named is removed */
            tags?: string[];
        };
        Counted: {
            /** @description as it stands now */
            conversation: components["schemas"]["Conversation"];
            /** @description the one that is counted; null for figures that count conversations or messages */
            episode: components["schemas"]["Episode"] | null;
            /**
             * Format: double
             * @description seconds of first_response, resolution and waiting; the number of messages of received and sent; otherwise null
             */
            value: number | null;
        };
        Customer: {
            avatar_url?: string;
            blocked: boolean;
            /** @enum {string} */
            channel: "wechat" | "web";
            conversation_id: string;
            /** Format: date-time */
            created_at: string;
            /** @description of one customer: the visitors that turned out to be them, newest first, at most 20 */
            earlier?: components["schemas"]["EarlierIdentity"][];
            /** @description the shop's own id of the person */
            external_id?: string;
            /**
             * Format: date-time
             * @description the last login, connection or its end, to the minute
             */
            last_seen_at: string;
            /** @description the conversation of the customer that this visitor turned out to be */
            linked_to?: string;
            name: string;
            online: boolean;
            openid: string;
            /** @description where a web visitor is now; only while online */
            page?: components["schemas"]["Page"];
            profile: {
                [key: string]: string;
            };
        };
        CustomerBrief: {
            avatar_url?: string;
            blocked?: boolean;
            /** @enum {string} */
            channel: "wechat" | "web";
            name: string;
            online: boolean;
            openid: string;
            /** @description where a web visitor is now; only while online */
            page?: components["schemas"]["Page"];
        };
        CustomerEditBody: {
            /** @description an https link; empty removes it */
            avatar_url?: string;
            /** @description refuses what the customer sends */
            blocked?: boolean;
            name?: string;
            /** @description fields to be set; one with an empty value is removed */
            profile?: {
                [key: string]: string;
            };
        };
        CustomerSelf: {
            avatar_url?: string;
            /** @enum {string} */
            channel: "wechat" | "web";
            name: string;
            openid: string;
        };
        CustomerSession: {
            customer: components["schemas"]["CustomerSelf"];
            /** Format: date-time */
            expires_at: string;
            token: string;
        };
        Day: {
            /**
             * Format: date
             * @description in the zone asked for
             */
            date: string;
            /** @description from the customer's opening message to the first human reply, of the episodes that were opened here */
            first_response: components["schemas"]["Times"];
            /**
             * Format: int64
             * @description episodes that were opened
             */
            opened: number;
            /**
             * Format: int64
             * @description customers' messages
             */
            received: number;
            /** @description from the opening message to the last resolved, of the episodes that were resolved here */
            resolution: components["schemas"]["Times"];
            /**
             * Format: int64
             * @description episodes that were resolved
             */
            resolved: number;
            /**
             * Format: int64
             * @description agents' messages
             */
            sent: number;
            /**
             * Format: int64
             * @description those of them that a customer opened and no human has replied to, resolved or not
             */
            unanswered: number;
        };
        DeskLimits: {
            /**
             * Format: int64
             * @description of one connection, in the long run
             */
            agent_frames_per_second: number;
            /**
             * Format: int64
             * @description devices and tabs of one customer or agent; one more closes the oldest
             */
            connections_per_identity: number;
            /**
             * Format: int64
             * @description of one connection, in the long run
             */
            customer_frames_per_second: number;
            /**
             * Format: int64
             * @description of one file
             */
            max_upload_bytes: number;
        };
        DeskSettings: {
            /** @description admins: those that were added */
            allowed_origins?: string[];
            /** @description admins: what the limits may be */
            bounds?: components["schemas"]["LimitBounds"];
            /** @description admins: the settings before anything was changed */
            defaults?: components["schemas"]["Settings"];
            desk_name: string;
            /** @description admins: those of the configuration */
            fixed_origins?: string[];
            /** @enum {string} */
            language: "zh-CN" | "en";
            /** @description admins */
            limits?: components["schemas"]["DeskLimits"];
            opening_hours: components["schemas"]["OpeningHours"];
            /** @description admins: the address customers see, if the configuration says one */
            public_url?: string;
            /**
             * Format: date-time
             * @description admins: the last change, if there was one
             */
            updated_at?: string;
            /** @description admins */
            updated_by?: components["schemas"]["AgentRef"];
            /**
             * Format: int64
             * @description PATCH needs it
             */
            version: number;
            /** @description admins */
            wechat?: components["schemas"]["MiniProgram"];
            widget: components["schemas"]["Widget"];
        };
        EarlierIdentity: {
            conversation_id: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            last_seen_at: string;
            openid: string;
        };
        Episode: {
            /** @description the last one that it had */
            assignee: components["schemas"]["AgentRef"] | null;
            /** Format: date-time */
            first_reply_at: string | null;
            first_reply_by: components["schemas"]["AgentRef"] | null;
            /**
             * Format: double
             * @description null without a reply, and when the desk opened it
             */
            first_response_seconds: number | null;
            /**
             * Format: int64
             * @description the message that opened it
             */
            first_seq: number;
            /**
             * Format: int64
             * @description the last message before the resolution, or so far
             */
            last_seq: number;
            /**
             * Format: int64
             * @description how many were written, those taken back included
             */
            messages: number;
            /**
             * Format: int64
             * @description 1 is the conversation's first
             */
            number: number;
            /** Format: date-time */
            opened_at: string;
            /** @enum {string} */
            opened_by: "customer" | "desk";
            /** Format: double */
            resolution_seconds: number | null;
            /**
             * Format: date-time
             * @description null: it goes on
             */
            resolved_at: string | null;
            resolved_by: components["schemas"]["AgentRef"] | null;
        };
        Figures: {
            /** @description from the customer's opening message to the first human reply, of the episodes that were opened here */
            first_response: components["schemas"]["Times"];
            /**
             * Format: int64
             * @description episodes that were opened
             */
            opened: number;
            /**
             * Format: int64
             * @description customers' messages
             */
            received: number;
            /** @description from the opening message to the last resolved, of the episodes that were resolved here */
            resolution: components["schemas"]["Times"];
            /**
             * Format: int64
             * @description episodes that were resolved
             */
            resolved: number;
            /**
             * Format: int64
             * @description agents' messages
             */
            sent: number;
            /**
             * Format: int64
             * @description those of them that a customer opened and no human has replied to, resolved or not
             */
            unanswered: number;
        };
        Health: {
            /** @enum {string} */
            status: "ok";
        };
        Hour: {
            /** @description from the customer's opening message to the first human reply, of the episodes that were opened here */
            first_response: components["schemas"]["Times"];
            /** Format: int64 */
            hour: number;
            /**
             * Format: int64
             * @description episodes that were opened
             */
            opened: number;
            /**
             * Format: int64
             * @description customers' messages
             */
            received: number;
            /** @description from the opening message to the last resolved, of the episodes that were resolved here */
            resolution: components["schemas"]["Times"];
            /**
             * Format: int64
             * @description episodes that were resolved
             */
            resolved: number;
            /**
             * Format: int64
             * @description agents' messages
             */
            sent: number;
            /**
             * Format: int64
             * @description those of them that a customer opened and no human has replied to, resolved or not
             */
            unanswered: number;
        };
        Launcher: {
            /** @description empty: the button shows its picture only */
            label: components["schemas"]["Texts"];
            /** @description a page without the button opens the chat by a call of its own */
            visible: boolean;
        };
        LauncherPatch: {
            /** @description at most 24 characters each */
            label?: components["schemas"]["TextsPatch"];
            visible?: boolean;
        };
        LimitBounds: {
            agent_frames_per_second: components["schemas"]["Range"];
            connections_per_identity: components["schemas"]["Range"];
            customer_frames_per_second: components["schemas"]["Range"];
            max_upload_bytes: components["schemas"]["Range"];
        };
        Limits: {
            /** Format: int64 */
            frames_per_second: number;
            /** Format: int64 */
            max_frame_bytes: number;
            /** Format: int64 */
            max_text_chars: number;
            /** Format: int64 */
            max_upload_bytes: number;
            upload_types: string[];
        };
        LimitsPatch: {
            /** Format: int64 */
            agent_frames_per_second?: number;
            /** Format: int64 */
            connections_per_identity?: number;
            /** Format: int64 */
            customer_frames_per_second?: number;
            /** Format: int64 */
            max_upload_bytes?: number;
        };
        Me: {
            /** @description customers: their own */
            conversation?: components["schemas"]["MyConversation"];
            id: string;
            limits: components["schemas"]["Limits"];
            name: string;
            /** @enum {string} */
            role: "customer" | "agent" | "supervisor" | "admin";
            /**
             * Format: int64
             * @description agents: over all conversations
             */
            unread_total?: number;
        };
        Message: {
            attachment: components["schemas"]["Attachment"] | null;
            client_id: string;
            conversation_id: string;
            /** Format: date-time */
            created_at: string;
            id: string;
            /** @enum {string} */
            kind: "text" | "image" | "file" | "voice" | "video" | "card";
            openid: string;
            /** Format: date-time */
            read_at: string | null;
            /** Format: date-time */
            recalled_at: string | null;
            sender: components["schemas"]["Sender"];
            /** Format: int64 */
            seq: number;
            text: string | null;
        };
        MiniProgram: {
            app_id?: string;
            configured: boolean;
        };
        MyConversation: {
            id: string;
            /** Format: int64 */
            last_seq: number;
            read_seq: components["schemas"]["ReadSeq"];
            /** Format: int64 */
            rev: number;
            status: string;
            /** Format: int64 */
            unread: number;
        };
        MyHistory: {
            items: components["schemas"]["Message"][];
            /** @description asks for the next page; null on the last one */
            next_cursor: string | null;
            /**
             * Format: int64
             * @description the conversation's revision just before the messages were read: all changes up to it are in them
             */
            rev: number;
        };
        NewMessage: {
            /** @description {id} of an upload; of a card, the card */
            attachment?: components["schemas"]["Attachment"];
            /** @description the sender's own id, which makes a resend harmless: 1 to 64 printable ASCII characters without spaces; made if left out */
            client_id?: string;
            /**
             * @default text
             * @enum {string}
             */
            kind: "text" | "image" | "file" | "voice" | "video" | "card";
            /** @description 1 to 4,000 characters after trimming */
            text?: string;
        };
        Note: {
            /** Format: int64 */
            after_seq: number;
            agent: components["schemas"]["AgentRef"];
            client_id: string;
            conversation_id: string;
            /** Format: date-time */
            created_at: string;
            id: string;
            mentions: string[];
            /** Format: int64 */
            rev: number;
            text: string;
        };
        NoteInputBody: {
            /** @description as of a message; made if left out */
            client_id?: string;
            /** @description ids of agents */
            mentions?: string[];
            /** @description 1 to 4,000 characters after trimming */
            text: string;
        };
        Now: {
            /** @description who is online, and who is not but has open conversations; by name */
            agents: components["schemas"]["AgentLoad"][];
            /** Format: int64 */
            agents_online: number;
            /**
             * Format: date-time
             * @description by the database's clock
             */
            at: string;
            /** Format: int64 */
            customers_online: number;
            /** @description null when nobody waits */
            longest_wait: components["schemas"]["Wait"] | null;
            /**
             * Format: int64
             * @description open conversations
             */
            open: number;
            /**
             * Format: int64
             * @description conversations that wait for the customer
             */
            pending: number;
            /**
             * Format: int64
             * @description open conversations that nobody has
             */
            unassigned: number;
            /**
             * Format: int64
             * @description open conversations whose customer is unanswered
             */
            waiting: number;
        };
        OpeningHours: {
            /** @description days without hours, YYYY-MM-DD in the time zone, in order */
            closed_dates: string[];
            /** @description false: nobody is told when the desk opens */
            enabled: boolean;
            /** @description an IANA name, such as Asia/Shanghai */
            time_zone: string;
            week: components["schemas"]["Week"];
        };
        OpeningPatch: {
            /** @description all of them, at most 366, YYYY-MM-DD */
            closed_dates?: string[];
            enabled?: boolean;
            /** @description an IANA name, such as Asia/Shanghai */
            time_zone?: string;
            /** @description at most 6 spans a day, which do not overlap */
            week?: components["schemas"]["Week"];
        };
        Page: {
            /** Format: date-time */
            since: string;
            title: string;
            /** @description http or https: to be shown with care, the visitor's browser said so */
            url: string;
        };
        PageActivity: {
            items: components["schemas"]["Activity"][];
            /** @description asks for the next page; null on the last one */
            next_cursor: string | null;
        };
        PageAgent: {
            items: components["schemas"]["Agent"][];
            /** @description asks for the next page; null on the last one */
            next_cursor: string | null;
        };
        PageConversation: {
            items: components["schemas"]["Conversation"][];
            /** @description asks for the next page; null on the last one */
            next_cursor: string | null;
        };
        PageCounted: {
            items: components["schemas"]["Counted"][];
            /** @description asks for the next page; null on the last one */
            next_cursor: string | null;
        };
        PageCustomer: {
            items: components["schemas"]["Customer"][];
            /** @description asks for the next page; null on the last one */
            next_cursor: string | null;
        };
        PageEpisode: {
            items: components["schemas"]["Episode"][];
            /** @description asks for the next page; null on the last one */
            next_cursor: string | null;
        };
        PageMessage: {
            items: components["schemas"]["Message"][];
            /** @description asks for the next page; null on the last one */
            next_cursor: string | null;
        };
        PageStored: {
            items: components["schemas"]["Stored"][];
            /** @description asks for the next page; null on the last one */
            next_cursor: string | null;
        };
        Period: {
            /** @description by name; nobody's last */
            agents: components["schemas"]["ByAgent"][];
            /** @description the desk is still counting what was there before it counted; the figures grow */
            catching_up: boolean;
            channels: components["schemas"]["ByChannel"][];
            days: components["schemas"]["Day"][];
            /** Format: date */
            from: string;
            /** @description 24 */
            hours: components["schemas"]["Hour"][];
            /**
             * Format: date
             * @description the last day, inclusive
             */
            to: string;
            total: components["schemas"]["Figures"];
            tz: string;
            /** @description 168, from Monday 0:00 */
            week_hours: components["schemas"]["WeekHour"][];
            /** @description 7, from Monday */
            weekdays: components["schemas"]["Weekday"][];
        };
        Problem: {
            /** @enum {string} */
            code: "bad_request" | "unknown_type" | "unauthorized" | "forbidden" | "not_found" | "conflict" | "too_large" | "rate_limited" | "blocked" | "unavailable" | "internal";
            /**
             * @description a sentence for a developer
             * @example Han Mei has this conversation
             */
            detail: string;
            /** @description finds the request in the desk's log */
            request_id: string;
            /**
             * Format: int64
             * @description with rate_limited and unavailable
             */
            retry_after_ms?: number;
            /**
             * Format: int64
             * @example 409
             */
            status: number;
            /** @example Conflict */
            title: string;
            /**
             * @description about:blank: the title is that of the status
             * @example about:blank
             */
            type: string;
        };
        PublicSettings: {
            desk_name: string;
            /** @enum {string} */
            language: "zh-CN" | "en";
            widget: components["schemas"]["Widget"];
        };
        Range: {
            /** Format: int64 */
            max: number;
            /** Format: int64 */
            min: number;
        };
        ReadSeq: {
            /** Format: int64 */
            customer: number;
            /** Format: int64 */
            desk: number;
        };
        ReadState: {
            conversation_id: string;
            read_seq: components["schemas"]["ReadSeq"];
            /** Format: int64 */
            rev: number;
            /**
             * Format: int64
             * @description of the side that asked
             */
            unread: number;
        };
        ReadUpTo: {
            /**
             * Format: int64
             * @description all up to it is read
             */
            seq: number;
        };
        Readiness: {
            /**
             * @description degraded: it can be read, but stores nothing: its disk is full, or it is read-only
             * @enum {string}
             */
            database: "ok" | "degraded" | "down";
            /** @enum {string} */
            redis: "ok" | "degraded" | "down" | "off";
            /**
             * @description down only when the database is away
             * @enum {string}
             */
            status: "ok" | "degraded" | "down";
        };
        Sender: {
            /** @description a customer's openid, an agent's id */
            id: string;
            name: string;
            /** @enum {string} */
            role: "customer" | "agent" | "bot" | "system";
        };
        Settings: {
            /** @description pages that may carry the widget, beside fixed_origins */
            allowed_origins: string[];
            /** @description what customers see as the desk's name */
            desk_name: string;
            /**
             * @description of the customer's side, where nothing else says it
             * @enum {string}
             */
            language: "zh-CN" | "en";
            limits: components["schemas"]["DeskLimits"];
            opening_hours: components["schemas"]["OpeningHours"];
            widget: components["schemas"]["Widget"];
        };
        SettingsEditBody: {
            /** @description all of those added, at most 100, such as https://shop.example.com */
            allowed_origins?: string[];
            /** @description 1 to 64 characters on one line */
            desk_name?: string;
            /** @enum {string} */
            language?: "zh-CN" | "en";
            limits?: components["schemas"]["LimitsPatch"];
            opening_hours?: components["schemas"]["OpeningPatch"];
            /**
             * Format: int64
             * @description of the settings that were read
             */
            version: number;
            widget?: components["schemas"]["WidgetPatch"];
        };
        Span: {
            /**
             * @description HH:MM
             * @example 09:00
             */
            from: string;
            /**
             * @description HH:MM, after from; 24:00 is the day's end
             * @example 18:00
             */
            to: string;
        };
        Stored: {
            agent: components["schemas"]["AgentRef"];
            /** Format: date-time */
            created_at: string;
            id: string;
            /** @description for customers with this tag; left out: for all */
            tag?: string;
            text: string;
        };
        Texts: {
            en: string;
            zh: string;
        };
        TextsPatch: {
            en?: string;
            zh?: string;
        };
        Times: {
            /**
             * Format: int64
             * @description how many episodes the percentiles are of
             */
            count: number;
            /**
             * Format: double
             * @description null without any
             */
            median_seconds: number | null;
            /**
             * Format: double
             * @description the 90th percentile; null without any
             */
            p90_seconds: number | null;
        };
        Token: {
            /** Format: date-time */
            expires_at: string;
            token: string;
        };
        VisitorLoginBody: {
            /** @description the shop's own id of the person */
            external_id?: string;
            name?: string;
            /** @description lower-case hex HMAC-SHA256 of external_id under the identity secret */
            signature?: string;
            /** @description no credential: only the token is */
            visitor_id?: string;
        };
        Wait: {
            conversation_id: string;
            customer_name: string;
            /** Format: double */
            seconds: number;
            /** Format: date-time */
            since: string;
        };
        WeChatLoginBody: {
            /** @description an https link */
            avatar_url?: string;
            /** @description what wx.login gave */
            code: string;
            name?: string;
        };
        WeChatTestResult: {
            /** @enum {string} */
            code: "ok" | "not_configured" | "invalid_app_id" | "invalid_secret" | "ip_not_allowed" | "quota_used" | "busy" | "unreachable" | "unknown";
            /** @description a sentence for who runs the shop, in the language asked for */
            detail: string;
            /** @description with ip_not_allowed: this server's address, to be added to the whitelist */
            ip?: string;
            ok: boolean;
            /**
             * Format: int64
             * @description WeChat's own error code
             */
            wechat_code?: number;
        };
        Week: {
            friday: components["schemas"]["Span"][];
            monday: components["schemas"]["Span"][];
            saturday: components["schemas"]["Span"][];
            sunday: components["schemas"]["Span"][];
            thursday: components["schemas"]["Span"][];
            tuesday: components["schemas"]["Span"][];
            wednesday: components["schemas"]["Span"][];
        };
        WeekHour: {
            /** @description from the customer's opening message to the first human reply, of the episodes that were opened here */
            first_response: components["schemas"]["Times"];
            /** Format: int64 */
            hour: number;
            /**
             * Format: int64
             * @description episodes that were opened
             */
            opened: number;
            /**
             * Format: int64
             * @description customers' messages
             */
            received: number;
            /** @description from the opening message to the last resolved, of the episodes that were resolved here */
            resolution: components["schemas"]["Times"];
            /**
             * Format: int64
             * @description episodes that were resolved
             */
            resolved: number;
            /**
             * Format: int64
             * @description agents' messages
             */
            sent: number;
            /**
             * Format: int64
             * @description those of them that a customer opened and no human has replied to, resolved or not
             */
            unanswered: number;
            /**
             * Format: int64
             * @description 1 is Monday
             */
            weekday: number;
        };
        Weekday: {
            /** @description from the customer's opening message to the first human reply, of the episodes that were opened here */
            first_response: components["schemas"]["Times"];
            /**
             * Format: int64
             * @description episodes that were opened
             */
            opened: number;
            /**
             * Format: int64
             * @description customers' messages
             */
            received: number;
            /** @description from the opening message to the last resolved, of the episodes that were resolved here */
            resolution: components["schemas"]["Times"];
            /**
             * Format: int64
             * @description episodes that were resolved
             */
            resolved: number;
            /**
             * Format: int64
             * @description agents' messages
             */
            sent: number;
            /**
             * Format: int64
             * @description those of them that a customer opened and no human has replied to, resolved or not
             */
            unanswered: number;
            /**
             * Format: int64
             * @description 1 is Monday
             */
            weekday: number;
        };
        Widget: {
            /** @description #rrggbb */
            color: string;
            /** @description empty: the widget's own words */
            greeting: components["schemas"]["Texts"];
            launcher: components["schemas"]["Launcher"];
            /** @enum {string} */
            side: "left" | "right";
            /** @description what is read best on the color, at least 4.5:1; the desk works it out */
            text_color: string;
            /** @description empty: the desk's name */
            title: string;
        };
        WidgetPatch: {
            /** @description #rrggbb */
            color?: string;
            /** @description at most 500 characters each */
            greeting?: components["schemas"]["TextsPatch"];
            launcher?: components["schemas"]["LauncherPatch"];
            /** @enum {string} */
            side?: "left" | "right";
            /** @description at most 64 characters; empty: the desk's name */
            title?: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listAgents: {
        parameters: {
            query?: {
                /** @description how many entries at most */
                limit?: number;
                /** @description the next_cursor of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageAgent"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other refusal: a problem document */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createAgent: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AgentCreateBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentWithKey"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other refusal: a problem document */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    editAgent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the agent's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AgentEditBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Agent"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other refusal: a problem document */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rotateStaffKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the agent's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentWithKey"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other refusal: a problem document */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAnnouncements: {
        parameters: {
            query?: {
                /** @description how many entries at most */
                limit?: number;
                /** @description the next_cursor of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageStored"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other refusal: a problem document */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    announce: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AnnounceInputBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stored"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other refusal: a problem document */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    loginAgent: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AgentLoginBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentSession"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other refusal: a problem document */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    logout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other refusal: a problem document */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    refreshToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other refusal: a problem document */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    loginVisitor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VisitorLoginBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerSession"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other refusal: a problem document */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    loginWechat: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WeChatLoginBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerSession"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other refusal: a problem document */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listConversations: {
        parameters: {
            query?: {
                /** @description how many entries at most */
                limit?: number;
                /** @description the next_cursor of the page before */
                cursor?: string;
                status?: "open" | "pending" | "resolved";
                /** @description an agent's id, me, or none */
                assignee?: string;
                tag?: string;
                /** @description part of the customer's name, or the whole openid */
                q?: string;
                /** @description only those with unread messages */
                unread?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageConversation"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other refusal: a problem document */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getConversation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the conversation's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other refusal: a problem document */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    editConversation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the conversation's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConversationEditBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other refusal: a problem document */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listActivity: {
        parameters: {
            query?: {
                /** @description how many entries at most */
                limit?: number;
                /** @description the next_cursor of the page before */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description the conversation's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageActivity"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other refusal: a problem document */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    claimConversation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the conversation's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other refusal: a problem document */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listEpisodes: {
        parameters: {
            query?: {
                /** @description how many entries at most */
                limit?: number;
                /** @description the next_cursor of the page before */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description the conversation's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageEpisode"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other refusal: a problem document */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listMessages: {
        parameters: {
            query?: {
                /** @description how many entries at most */
                limit?: number;
                /** @description the next_cursor of the page before */
                cursor?: string;
                /** @description the page before this seq */
                before_seq?: number;
                /** @description the page after this seq */
                after_seq?: number;
            };
            header?: never;
            path: {
                /** @description the conversation's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageMessage"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other refusal: a problem document */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sendMessage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the conversation's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewMessage"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other refusal: a problem document */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    addNote: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the conversation's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NoteInputBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Note"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Note"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other refusal: a problem document */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readConversation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the conversation's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReadUpTo"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReadState"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other refusal: a problem document */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listCustomers: {
        parameters: {
            query?: {
                /** @description how many entries at most */
                limit?: number;
                /** @description the next_cursor of the page before */
                cursor?: string;
                /** @description part of the name, or the whole openid */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageCustomer"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other refusal: a problem document */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCustomer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the customer's openid */
                openid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other refusal: a problem document */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    editCustomer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the customer's openid */
                openid: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CustomerEditBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other refusal: a problem document */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    file: {
        parameters: {
            query?: {
                /** @description end of the link */
                e?: string;
                /** @description signature of the link */
                s?: string;
                /** @description thumb for the thumbnail */
                v?: string;
                /** @description a token, where no header can be sent */
                token?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            /** @description Partial Content */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other refusal: a problem document */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other refusal: a problem document */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    myConversation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MyConversation"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other refusal: a problem document */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    myMessages: {
        parameters: {
            query?: {
                /** @description how many entries at most */
                limit?: number;
                /** @description the next_cursor of the page before */
                cursor?: string;
                /** @description the page before this seq */
                before_seq?: number;
                /** @description the page after this seq */
                after_seq?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MyHistory"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other refusal: a problem document */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sendMyMessage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewMessage"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other refusal: a problem document */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readMyConversation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReadUpTo"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReadState"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other refusal: a problem document */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeskSettings"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other refusal: a problem document */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    editSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SettingsEditBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeskSettings"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other refusal: a problem document */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPublicSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Cache-Control"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublicSettings"];
                };
            };
            /** @description Any other refusal: a problem document */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    testWechat: {
        parameters: {
            query?: {
                /** @description of the detail; the desk's own if left out */
                language?: "zh-CN" | "en";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WeChatTestResult"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other refusal: a problem document */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    statsConversations: {
        parameters: {
            query?: {
                /** @description the first day, in the zone tz */
                from?: string;
                /** @description the last day, inclusive; at most 400 days in all */
                to?: string;
                /** @description an IANA time zone, such as Asia/Shanghai */
                tz?: string;
                /** @description only this channel */
                channel?: "wechat" | "web";
                /** @description only this agent's: an id, or none for nobody's */
                agent?: string;
                /** @description the first five are of now and take no period */
                figure?: "online" | "open" | "pending" | "waiting" | "unassigned" | "opened" | "unanswered" | "resolved" | "received" | "sent" | "first_response" | "resolution";
                /** @description only this day of the week; 1 is Monday */
                weekday?: number;
                /** @description only this hour of the day */
                hour?: number;
                /** @description longest is for first_response and resolution; waiting is always so */
                sort?: "newest" | "longest";
                /** @description how many entries at most */
                limit?: number;
                /** @description the next_cursor of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageCounted"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other refusal: a problem document */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    statsExport: {
        parameters: {
            query: {
                /** @description the first day, in the zone tz */
                from?: string;
                /** @description the last day, inclusive; at most 400 days in all */
                to?: string;
                /** @description an IANA time zone, such as Asia/Shanghai */
                tz?: string;
                /** @description only this channel */
                channel?: "wechat" | "web";
                /** @description only this agent's: an id, or none for nobody's */
                agent?: string;
                /** @description the first five are of now and take no period */
                figure?: "online" | "open" | "pending" | "waiting" | "unassigned" | "opened" | "unanswered" | "resolved" | "received" | "sent" | "first_response" | "resolution";
                /** @description only this day of the week; 1 is Monday */
                weekday?: number;
                /** @description only this hour of the day */
                hour?: number;
                /** @description longest is for first_response and resolution; waiting is always so */
                sort?: "newest" | "longest";
                /** @description conversations takes figure and the cell, as GET /stats/conversations does */
                table: "days" | "hours" | "weekdays" | "week_hours" | "agents" | "channels" | "conversations";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Content-Disposition"?: string;
                    "Content-Type"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": unknown;
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other refusal: a problem document */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    statsNow: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Now"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other refusal: a problem document */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    statsPeriod: {
        parameters: {
            query?: {
                /** @description the first day, in the zone tz */
                from?: string;
                /** @description the last day, inclusive; at most 400 days in all */
                to?: string;
                /** @description an IANA time zone, such as Asia/Shanghai */
                tz?: string;
                /** @description only this channel */
                channel?: "wechat" | "web";
                /** @description only this agent's: an id, or none for nobody's */
                agent?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Period"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other refusal: a problem document */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    upload: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /** Format: binary */
                    file: string;
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Attachment"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other refusal: a problem document */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    profile: {
        parameters: {
            query?: {
                /** @description how long is looked (30 for the CPU) */
                seconds?: number;
            };
            header?: never;
            path: {
                /** @description profile (CPU), allocs, heap, goroutine, trace, block, mutex, threadcreate */
                profile: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other refusal: a problem document */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description Any other refusal: a problem document */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    metrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": unknown;
                };
            };
            /** @description Any other refusal: a problem document */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    openapi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description Any other refusal: a problem document */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    protocol: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/markdown": unknown;
                };
            };
            /** @description Any other refusal: a problem document */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            /** @description The database is away */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            /** @description Any other refusal: a problem document */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    connect: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Switching Protocols */
            101: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused before the upgrade */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
