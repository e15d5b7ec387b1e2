package api

import "net/http"

// routes is the table of the core: every call that speaks JSON. What speaks
// something else stands in raw.go.
func (a *api) routes(r *Router) {
	const get, post, patch = http.MethodGet, http.MethodPost, http.MethodPatch
	const created, ok, noContent = http.StatusCreated, http.StatusOK, http.StatusNoContent
	missing := []int{http.StatusNotFound}
	sends := []int{http.StatusForbidden, http.StatusNotFound, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusServiceUnavailable}
	logins := []int{http.StatusTooManyRequests}

	Handle(r, Call{ID: "loginWechat", Method: post, Path: "/auth/wechat", Tag: "auth", Access: Anyone, Logins: true, Errors: []int{401, 403, 429}, Summary: "Log a customer in by the code of wx.login"}, a.loginWeChat)
	Handle(r, Call{ID: "loginVisitor", Method: post, Path: "/auth/visitor", Tag: "auth", Access: Anyone, Logins: true, Errors: []int{401, 403, 429}, Summary: "Log a web visitor in: whose token comes along, a shop's own user, or a new one"}, a.loginVisitor)
	Handle(r, Call{ID: "loginAgent", Method: post, Path: "/auth/agent", Tag: "auth", Access: Anyone, Logins: true, Errors: []int{401, 429}, Summary: "Exchange a staff key for a token and the console's cookie"}, a.loginAgent)
	Handle(r, Call{ID: "refreshToken", Method: post, Path: "/auth/refresh", Tag: "auth", Access: Anyone, Errors: []int{401, 403}, Summary: "Exchange a token for a new one; a customer's up to 30 days after its end"}, a.refresh)
	Handle(r, Call{ID: "logout", Method: post, Path: "/auth/logout", Tag: "auth", Access: Anyone, Status: noContent, Errors: []int{401, 403}, Summary: "End this login: its tokens, its connections, the console's cookie"}, a.logout)
	Handle(r, Call{ID: "me", Method: get, Path: "/me", Tag: "auth", Access: Everybody, Summary: "Who the credential stands for"}, a.me)

	Handle(r, Call{ID: "listConversations", Method: get, Path: "/conversations", Tag: "conversations", Access: Agents, Summary: "Conversations, newest activity first"}, a.listConversations)
	Handle(r, Call{ID: "getConversation", Method: get, Path: "/conversations/{id}", Tag: "conversations", Access: Agents, Errors: missing, Summary: "One conversation"}, a.getConversation)
	Handle(r, Call{ID: "editConversation", Method: patch, Path: "/conversations/{id}", Tag: "conversations", Access: Agents, Errors: missing, Summary: "Change what is given; null as assignee_id is nobody"}, a.editConversation)
	Handle(r, Call{ID: "claimConversation", Method: post, Path: "/conversations/{id}/claim", Tag: "conversations", Access: Agents, Errors: []int{404, 409}, Summary: "Take it if nobody has it; 409 names who was faster"}, a.claimConversation)
	Handle(r, Call{ID: "listMessages", Method: get, Path: "/conversations/{id}/messages", Tag: "conversations", Access: Agents, Errors: missing, Summary: "History in order of seq; the newest page unless told otherwise"}, a.listMessages)
	Handle(r, Call{ID: "sendMessage", Method: post, Path: "/conversations/{id}/messages", Tag: "conversations", Access: Agents, Status: created, Also: []int{ok}, Errors: sends, Summary: "Send a message to the customer; 200 if it was sent before"}, a.sendMessage)
	Handle(r, Call{ID: "readConversation", Method: post, Path: "/conversations/{id}/read", Tag: "conversations", Access: Agents, Errors: missing, Summary: "All up to seq is read by the desk"}, a.readConversation)
	Handle(r, Call{ID: "listActivity", Method: get, Path: "/conversations/{id}/activity", Tag: "conversations", Access: Agents, Errors: missing, Summary: "Notes and events, oldest first"}, a.listActivity)
	Handle(r, Call{ID: "addNote", Method: post, Path: "/conversations/{id}/notes", Tag: "conversations", Access: Agents, Status: created, Also: []int{ok}, Errors: sends, Summary: "Write an internal note; 200 if it was written before"}, a.addNote)

	Handle(r, Call{ID: "myConversation", Method: get, Path: "/my/conversation", Tag: "my", Access: Customers, Summary: "The customer's own conversation"}, a.myConversation)
	Handle(r, Call{ID: "myMessages", Method: get, Path: "/my/messages", Tag: "my", Access: Customers, Summary: "History in order of seq; the newest page unless told otherwise"}, a.myMessages)
	Handle(r, Call{ID: "sendMyMessage", Method: post, Path: "/my/messages", Tag: "my", Access: Customers, Status: created, Also: []int{ok}, Errors: append(sends, logins...), Summary: "Send a message to the desk; 200 if it was sent before"}, a.sendMyMessage)
	Handle(r, Call{ID: "readMyConversation", Method: post, Path: "/my/read", Tag: "my", Access: Customers, Errors: logins, Summary: "All up to seq is read by the customer"}, a.readMyConversation)

	Handle(r, Call{ID: "listCustomers", Method: get, Path: "/customers", Tag: "customers", Access: Agents, Summary: "Customers, newest first"}, a.listCustomers)
	Handle(r, Call{ID: "getCustomer", Method: get, Path: "/customers/{openid}", Tag: "customers", Access: Agents, Errors: missing, Summary: "One customer"}, a.getCustomer)
	Handle(r, Call{ID: "editCustomer", Method: patch, Path: "/customers/{openid}", Tag: "customers", Access: Agents, Errors: missing, Summary: "Change what is given of the profile, or block"}, a.editCustomer)

	Handle(r, Call{ID: "listAgents", Method: get, Path: "/agents", Tag: "agents", Access: Agents, Summary: "All agents"}, a.listAgents)
	Handle(r, Call{ID: "createAgent", Method: post, Path: "/agents", Tag: "agents", Access: Admins, Status: created, Summary: "Make an agent; the staff key is shown this once"}, a.createAgent)
	Handle(r, Call{ID: "editAgent", Method: patch, Path: "/agents/{id}", Tag: "agents", Access: Admins, Errors: []int{404, 409}, Summary: "Change what is given; disabling and a new role end the agent's sessions"}, a.editAgent)
	Handle(r, Call{ID: "rotateStaffKey", Method: post, Path: "/agents/{id}/staff-key", Tag: "agents", Access: Admins, Errors: missing, Summary: "Give the agent a new staff key, shown this once; the old one ends"}, a.rotateStaffKey)
}
