package fakeslack

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// manifest is what the app's manifest grants and switches on. Keys that do not change how Slack behaves are not read.
type manifest struct {
	Display struct {
		Name string `yaml:"name"`
	} `yaml:"display_information"`
	Features struct {
		AppHome struct {
			Home         bool `yaml:"home_tab_enabled"`
			Messages     bool `yaml:"messages_tab_enabled"`
			MessagesRead bool `yaml:"messages_tab_read_only_enabled"`
		} `yaml:"app_home"`
		BotUser *struct {
			Name string `yaml:"display_name"`
		} `yaml:"bot_user"`
		Commands []slashCommand `yaml:"slash_commands"`
	} `yaml:"features"`
	OAuth struct {
		Scopes struct {
			Bot []string `yaml:"bot"`
		} `yaml:"scopes"`
	} `yaml:"oauth_config"`
	Settings struct {
		Events struct {
			Bot []string `yaml:"bot_events"`
		} `yaml:"event_subscriptions"`
		Interactivity struct {
			Enabled bool `yaml:"is_enabled"`
		} `yaml:"interactivity"`
		SocketMode bool `yaml:"socket_mode_enabled"`
	} `yaml:"settings"`
}

type slashCommand struct {
	Command string `yaml:"command"`
	Escape  bool   `yaml:"should_escape"`
}

// eventScopes says which scope an event needs; Slack refuses a manifest that subscribes without it. An event that is not here
// is unknown to the local Slack.
var eventScopes = map[string]string{
	"app_home_opened": "", "app_uninstalled": "", "tokens_revoked": "", "app_rate_limited": "",
	"team_join": "users:read", "user_change": "users:read", "user_profile_changed": "users:read",
	"member_joined_channel": "channels:read", "member_left_channel": "channels:read",
	"message.im": "im:history", "message.mpim": "mpim:history",
	"message.channels": "channels:history", "message.groups": "groups:history",
	"app_mention": "app_mentions:read",
}

// parseManifest reads a manifest and reports what Slack would refuse in it.
func parseManifest(text []byte) (*manifest, error) {
	m := new(manifest)
	if err := yaml.Unmarshal(text, m); err != nil {
		return nil, fmt.Errorf("manifest: %w", err)
	}
	switch {
	case len(text) == 0:
		return nil, errors.New("manifest: none given; Config.Manifest is the text of manifest.yml")
	case m.Features.BotUser == nil:
		return nil, errors.New("manifest: features.bot_user is missing, so there is no bot to install")
	case !m.Settings.SocketMode:
		return nil, errors.New("manifest: settings.socket_mode_enabled is not true")
	}
	for _, event := range m.Settings.Events.Bot {
		scope, known := eventScopes[event]
		if !known {
			return nil, fmt.Errorf("manifest: bot event %q is not one that the local Slack knows", event)
		}
		granted := m.grants(scope) || strings.HasPrefix(event, "member_") && m.grants("groups:read")
		if scope != "" && !granted {
			return nil, fmt.Errorf("manifest: bot event %q needs the scope %s", event, scope)
		}
	}
	if len(m.Features.Commands) > 0 && !m.grants("commands") {
		return nil, errors.New("manifest: slash commands need the scope commands")
	}
	return m, nil
}

func (m *manifest) grants(scope string) bool { return slices.Contains(m.OAuth.Scopes.Bot, scope) }

func (m *manifest) subscribes(event string) bool {
	return slices.Contains(m.Settings.Events.Bot, event)
}

// command finds a slash command by its name, such as "/cowork".
func (m *manifest) command(name string) (slashCommand, bool) {
	for _, c := range m.Features.Commands {
		if strings.EqualFold(c.Command, name) {
			return c, true
		}
	}
	return slashCommand{}, false
}
