package app

import (
	"kefu/server/api"
	"kefu/server/feature/announcement"
	"kefu/server/feature/settings"
	"kefu/server/feature/stats"
	"kefu/server/wire"
)

// Features lists every feature with nothing under it: good for registering
// routes, and so for the document of the REST interface.
func Features() []api.Feature {
	return []api.Feature{announcement.New(nil, nil, nil), settings.Routes(), stats.New(nil, nil, wire.Encoder{}, nil)}
}
